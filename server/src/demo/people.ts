import type { NewUser } from '../users/create.ts'

type Person = Required<Pick<NewUser, 'username' | 'first_name' | 'last_name' | 'email'>>

const person = (username: string, name: string, email: string): Person => {
  const [first_name = '', last_name = ''] = name.split(' ')
  return { username, first_name, last_name, email }
}

/** Who works at Larkfield Coffee, a made-up roastery. */
export const AGENTS = [
  person('ines', 'Ines Duarte', 'ines@larkfield.example'),
  person('sam', 'Sam Whitlock', 'sam@larkfield.example'),
]

/** Who buys there, and can sign in to see their own tickets. */
export const CUSTOMERS = [
  person('maya', 'Maya Okafor', 'maya@dockside-espresso.example'),
  person('jonas', 'Jonas Brandt', 'jonas@canalcafe.example'),
  person('priya', 'Priya Nair', 'priya@cornercup.example'),
  person('leo', 'Leo Marchetti', 'leo.marchetti@post.example'),
]

/** Looks after everything, the computers included. */
export const ADMIN = person('admin', 'Robin Hale', 'robin@larkfield.example')

/** What somebody who works there is called. */
export function fullNameOf(username: string): string {
  const found = [ADMIN, ...AGENTS].find((each) => each.username === username)
  return found ? `${found.first_name} ${found.last_name}` : username
}
