import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test, vi } from 'vitest'
import { type Db, openDb } from '../../src/db/index.ts'
import { startCluster } from '../postgres/cluster.ts'
import { dataFolder, setUp, startServer } from '../server-process.ts'
import { fromDocs, hasTools, shell } from './commands.ts'
import { backupFolder, visitor } from './desk.ts'

vi.setConfig({ testTimeout: 180_000 })

const cannotRun = !process.env.CI && !hasTools()

/** A line of docs/scaling.md, with our folder in the place of the one that is named there. */
const inFolder = (text: string, folder: string) => text.replaceAll('/backup', folder)

const settingsOf = (block: string) =>
  Object.fromEntries(
    Array.from(block.matchAll(/^(\w+) = '?(.*?)'?$/gm), ([, name, value]) => [name!, value!]),
  )

const ask = async (db: Db, question: string) => {
  const { rows } = await sql<Record<string, string>>`${sql.raw(question)}`.execute(db)
  return Object.values(rows[0]!)[0]!
}

/** Starts PostgreSQL on what was backed up, as somebody who goes back would. */
function startRestored(backup: string, moment: string) {
  const base = join(backup, 'base')
  writeFileSync(join(base, 'recovery.signal'), '')
  const settings = inFolder(fromDocs('restore_command'), backup)
  appendFileSync(
    join(base, 'postgresql.conf'),
    settings.replace(/(?<=recovery_target_time = ').*(?=')/, moment),
  )
  const options = `-k ${backup} -c listen_addresses= -c fsync=off`
  shell(`pg_ctl -D ${base} -l ${join(backup, 'log')} -w -o "${options}" start`, backup)
  onTestFinished(() => void shell(`pg_ctl -D ${base} -m immediate stop`, backup))
  return `postgres://bellhop@/postgres?host=${encodeURIComponent(backup)}`
}

test.skipIf(cannotRun)(
  'PostgreSQL goes back to the moment before a mistake, and Bellhop goes on from there',
  async () => {
    const [data, backup] = [dataFolder(), backupFolder()]
    shell(`mkdir ${join(backup, 'wal')}`, backup)
    const archiving = settingsOf(inFolder(fromDocs('archive_mode'), backup))
    // A restored one must take as many connections; 100 is what the backup's own settings say.
    const cluster = await startCluster({ ...archiving, max_connections: '100' })
    onTestFinished(() => cluster.stop())
    const settings = { DATABASE_URL: cluster.url('postgres') }
    const running = await startServer(data, settings)
    const admin = visitor(await setUp(running))
    await admin.open(running.url, 'before the backup')
    shell(inFolder(fromDocs('pg_basebackup'), backup), backup, settings)
    await admin.open(running.url, 'after the backup')

    await using db = openDb(settings.DATABASE_URL)
    const moment = await ask(db, 'select now()::text')
    await admin.open(running.url, 'the mistake')
    const written = await ask(db, 'select pg_walfile_name(pg_switch_wal())')
    await vi.waitUntil(() => existsSync(join(backup, 'wal', written)), { timeout: 30_000 })
    await running.stop('SIGTERM')

    const restored = await startServer(data, { DATABASE_URL: startRestored(backup, moment) })
    expect(await admin.titles(restored.url)).toEqual(['after the backup', 'before the backup'])
    await admin.open(restored.url, 'and on')
    expect(await admin.titles(restored.url)).toHaveLength(3)
    await restored.stop('SIGTERM')
  },
)
