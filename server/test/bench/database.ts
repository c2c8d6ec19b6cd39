import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { inTransaction, migrate, openDb } from '../../src/db/index.ts'
import { seed } from '../../src/seed/seed.ts'
import { createToken, insertUser } from '../../src/users/create.ts'
import { hashPassword } from '../../src/users/password.ts'

const PASSWORD = 'correct horse battery staple'

/** A data folder with so many tickets, and the `Authorization` headers of somebody who works there. */
export interface Data {
  tickets: number
  folder: string
  /** The database that the server runs on, and a copy of it as it was before. */
  path: string
  copy: string
  token: string
  basic: string
}

/** Makes a data folder with so many tickets, and three users. */
export async function makeData(parent: string, tickets: number): Promise<Data> {
  const folder = join(parent, String(tickets))
  await mkdir(folder)
  const path = join(folder, 'bellhop.sqlite')
  const db = openDb(`sqlite:${path}`)
  await migrate(db)
  const now = new Date()
  const password = await hashPassword(PASSWORD)
  const { key, staff } = await inTransaction(db, async (tx) => {
    const person = (username: string, is_staff: boolean) =>
      insertUser(tx, { username, password, email: `${username}@example.com`, is_staff }, now)
    const agent = await person('agent', true)
    const other = await person('second', true)
    await person('customer1', false)
    const token = await createToken(tx, { userId: agent.id, name: 'bench', now })
    return { key: token.key, staff: [agent.id, other.id] }
  })
  await seed(db, { tickets, staff, now })
  await db.destroy()

  const copy = join(parent, `${tickets}.sqlite`)
  await copyFile(path, copy)
  const basic = `Basic ${Buffer.from(`agent:${PASSWORD}`).toString('base64')}`
  return { tickets, folder, path, copy, token: `Token ${key}`, basic }
}
