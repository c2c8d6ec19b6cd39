import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Db, inTransaction, isPostgres, migrate, openDb } from '../../src/db/index.ts'
import { seed } from '../../src/seed/seed.ts'
import { createToken, insertUser } from '../../src/users/create.ts'
import { hashPassword } from '../../src/users/password.ts'
import { makeExtras } from './finding/extras.ts'
import type { Cluster } from '../postgres/cluster.ts'

const PASSWORD = 'correct horse battery staple'

/** A helpdesk with so many tickets, and the `Authorization` headers of somebody who works there. */
export interface Data {
  tickets: number
  folder: string
  databaseUrl: string
  /** The database that the server runs on, and a copy of it as it was before. Null on PostgreSQL. */
  sqlite: { path: string; copy: string } | null
  token: string
  basic: string
}

interface Wanted {
  tickets: number
  followUps: number
  /** Whether tickets have custom values and tags. */
  extras: boolean
  /** Where to make the database; null for SQLite. */
  cluster: Cluster | null
}

/** Makes a data folder and a database with so many tickets, and three users. */
export async function makeData(parent: string, { cluster, ...wanted }: Wanted): Promise<Data> {
  const { tickets } = wanted
  const folder = join(parent, String(tickets))
  await mkdir(folder)
  const path = join(folder, 'bellhop.sqlite')
  const databaseUrl = cluster ? await newDatabase(cluster, tickets) : `sqlite:${path}`
  const key = await fill(databaseUrl, wanted)

  const copy = join(parent, `${tickets}.sqlite`)
  if (!cluster) await copyFile(path, copy)
  const basic = `Basic ${Buffer.from(`agent:${PASSWORD}`).toString('base64')}`
  const sqlite = cluster ? null : { path, copy }
  return { tickets, folder, databaseUrl, sqlite, token: `Token ${key}`, basic }
}

async function newDatabase(cluster: Cluster, tickets: number): Promise<string> {
  const name = `bench_${tickets}`
  await using admin = openDb(cluster.url('postgres'))
  await sql`create database ${sql.id(name)}`.execute(admin)
  return cluster.url(name)
}

async function fill(url: string, { extras, ...size }: Omit<Wanted, 'cluster'>): Promise<string> {
  // On PostgreSQL it takes longer than a request may.
  await using db = openDb(url, { statementSeconds: 0 })
  await migrate(db)
  const now = new Date()
  const { key, staff } = await addStaff(db, now)
  const also = extras ? await makeExtras(db) : undefined
  await seed(db, { ...size, staff, now, ...(also ? { also } : {}) })
  // What its own housekeeping does within minutes.
  if (isPostgres(db)) await sql`vacuum (analyze)`.execute(db)
  return key
}

async function addStaff(db: Db, now: Date) {
  const password = await hashPassword(PASSWORD)
  return inTransaction(db, async (tx) => {
    const person = (username: string, is_staff: boolean) =>
      insertUser(tx, { username, password, email: `${username}@example.com`, is_staff }, now)
    const agent = await person('agent', true)
    const other = await person('second', true)
    await person('customer1', false)
    const token = await createToken(tx, { userId: agent.id, name: 'bench', now })
    return { key: token.key, staff: [agent.id, other.id] }
  })
}
