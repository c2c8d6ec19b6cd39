import { sql } from 'kysely'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openDb } from '../../src/db/index.ts'
import { startCluster } from '../postgres/cluster.ts'
import { dataFolder, setUp, startServer } from '../server-process.ts'
import { fromDocs, hasTools, shell } from './commands.ts'
import { backupFolder, visitor } from './desk.ts'

vi.setConfig({ testTimeout: 180_000 })

// PostgreSQL without its clients is enough for the other tests; one that integrates has all of it.
const cannotRun = !process.env.CI && !hasTools()

/** Two databases of a role that may do nothing else, as docs/scaling.md has them made. */
async function twoDatabases() {
  const cluster = await startCluster()
  onTestFinished(() => cluster.stop())
  await using admin = openDb(cluster.url('postgres'))
  await sql`create role keeper login`.execute(admin)
  for (const name of ['first', 'second']) {
    await sql`create database ${sql.id(name)} owner keeper`.execute(admin)
  }
  const settings = (name: string) => ({
    DATABASE_URL: cluster.url(name).replace('bellhop@', 'keeper@'),
  })
  return { first: settings('first'), second: settings('second') }
}

test.skipIf(cannotRun)(
  'a dump that is restored is the same helpdesk, which goes on from there',
  async () => {
    const { first, second } = await twoDatabases()
    const [data, backup] = [dataFolder(), backupFolder()]
    const running = await startServer(data, first)
    const admin = visitor(await setUp(running))
    await admin.open(running.url, 'one')
    const last = await admin.open(running.url, 'two')
    shell(fromDocs('pg_dump'), backup, first)
    const dumped = await admin.readAll(running.url)
    await running.stop('SIGTERM')

    shell(fromDocs('pg_restore'), backup, second)
    const restored = await startServer(data, second)
    expect(await admin.readAll(restored.url)).toEqual(dumped)
    expect(await admin.open(restored.url, 'three')).toBe(last + 1)
    await restored.stop('SIGTERM')

    shell(fromDocs('pg_restore'), backup, second)
    const again = await startServer(data, second)
    expect(await admin.readAll(again.url)).toEqual(dumped)
  },
)
