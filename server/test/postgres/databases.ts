import { randomUUID } from 'node:crypto'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { migrate, openDb } from '../../src/db/index.ts'

/** Where databases are made, and the one that they are copies of. */
export interface Template {
  /** The address of a database, with `NAME` where its name is. */
  pattern: string
  name: string
  /** Since version 15 small databases are written twice, unless one says otherwise. */
  how: 'strategy file_copy' | ''
}

export const urlOf = ({ pattern }: Template, name: string) => pattern.replace('NAME', name)

const newName = (kind: string) => `bellhop_${kind}_${randomUUID().slice(0, 13).replace('-', '')}`

/** Makes a database with our tables and nothing in them: copies of it are there at once. */
export async function makeTemplate(pattern: string): Promise<Template> {
  const template: Template = { pattern, name: newName('template'), how: '' }
  await asAdmin(template, (admin) => sql`create database ${sql.id(template.name)}`.execute(admin))
  await using db = openDb(urlOf(template, template.name))
  await migrate(db)
  const { rows } = await sql<Record<string, string>>`show server_version_num`.execute(db)
  return {
    ...template,
    how: Number(Object.values(rows[0]!)[0]) >= 150_000 ? 'strategy file_copy' : '',
  }
}

/** A database of one's own, and what makes it go away. */
export const makeDatabase = (template: Template) =>
  makeCopy(template, sql`template ${sql.id(template.name)} ${sql.raw(template.how)}`)

/** The same without our tables. */
export const makeEmptyDatabase = (template: Template) => makeCopy(template, sql``)

async function makeCopy(template: Template, of: RawBuilder<unknown>) {
  const name = newName('test')
  await asAdmin(template, (admin) => sql`create database ${sql.id(name)} ${of}`.execute(admin))
  return { url: urlOf(template, name), drop: () => dropDatabase(template, name) }
}

export async function dropDatabase(template: Template, name: string): Promise<void> {
  await asAdmin(template, (admin) =>
    sql`drop database if exists ${sql.id(name)} with (force)`.execute(admin),
  )
}

let admins: Map<string, Kysely<never>> | undefined

/** One connection for all of a process's tests; it ends with the process. */
async function asAdmin(template: Template, work: (admin: Kysely<never>) => Promise<unknown>) {
  admins ??= new Map()
  const url = urlOf(template, 'postgres')
  const admin = admins.get(url) ?? (openDb(url, { poolSize: 2 }) as unknown as Kysely<never>)
  admins.set(url, admin)
  await work(admin)
}

export async function closeAdmins(): Promise<void> {
  for (const admin of admins?.values() ?? []) await admin.destroy()
  admins = undefined
}

/** `postgres://u:p@host/any?x=y` with `NAME` for the name of the database. */
export const withName = (url: string): string =>
  url.replace(/^(postgres(?:ql)?:\/\/(?:.*@)?[^@/?]*)(?:\/[^@?]*)?(\?.*)?$/s, '$1/NAME$2')
