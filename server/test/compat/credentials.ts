import { type JsonObject, listAt, objectAt, textAt } from './json.ts'
import { type Message, send } from './send.ts'

type Headers = Message['headers']

/** Cookies of everyone who has signed in during the scenario, by user name. */
export type Sessions = Map<string, { sessionid: string; csrftoken: string }>

interface Desk {
  port: number
  fixture: JsonObject
  sessions: Sessions
}

/** The headers that make a request the recorded user's. Signs in first where it takes a session. */
export async function credentialsFor(request: JsonObject, desk: Desk): Promise<Headers> {
  const auth = objectAt(request, 'auth')
  const user = textAt(auth, 'user')
  const known = listAt(desk.fixture, 'users').find((one) => textAt(one, 'username') === user)
  const password = textAt(auth, 'password') ?? textAt(known, 'password') ?? ''

  switch (textAt(auth, 'type')) {
    case 'token':
      return authorization(`Token ${textAt(auth, 'key') ?? textAt(known, 'token') ?? ''}`)
    case 'basic': {
      const pair = `${textAt(auth, 'username') ?? user ?? ''}:${password}`
      return authorization(`Basic ${Buffer.from(pair).toString('base64')}`)
    }
    case 'raw':
      return authorization(textAt(auth, 'authorization') ?? '')
    case 'session':
      return session(await signedIn(user ?? '', password, desk), auth)
    default:
      return []
  }
}

const authorization = (value: string): Headers => [['Authorization', value]]

function session(cookies: { sessionid: string; csrftoken: string }, auth: JsonObject): Headers {
  const { sessionid, csrftoken } = cookies
  const cookie: [string, string] = ['Cookie', `sessionid=${sessionid}; csrftoken=${csrftoken}`]
  return auth['csrf'] === true ? [cookie, ['X-CSRFToken', csrftoken]] : [cookie]
}

async function signedIn(username: string, password: string, { port, sessions }: Desk) {
  const known = sessions.get(username)
  if (known) return known
  const body = Buffer.from(JSON.stringify({ username, password }))
  const headers: Headers = [
    ['Host', 'helpdesk.test'],
    ['Content-Type', 'application/json'],
    ['Content-Length', String(body.length)],
    ['Connection', 'close'],
  ]
  const answer = await send(port, { method: 'POST', path: '/api/auth/login/', headers, body })
  const cookie = (name: string) =>
    answer.headers
      .filter(([header]) => header === 'set-cookie')
      .map(([, value]) => new RegExp(`^${name}=([^;]*)`).exec(value)?.[1])
      .find((value) => value !== undefined)
  const [sessionid, csrftoken] = [cookie('sessionid'), cookie('csrftoken')]
  if (sessionid === undefined || csrftoken === undefined) {
    throw new Error(`Signing in as ${username} gave status ${answer.status} and no session.`)
  }
  sessions.set(username, { sessionid, csrftoken })
  return { sessionid, csrftoken }
}
