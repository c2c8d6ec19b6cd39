import { expect, test, vi } from 'vitest'
import { openDb } from '../../src/db/index.ts'
import { compare } from '../crash/book.ts'
import { flawsOf } from '../crash/soundness.ts'
import { useDatabase } from '../database.ts'
import { startPair } from '../postgres/pair.ts'
import { findPrograms } from '../postgres/programs.ts'
import { dataFolder, setUp, startServer } from '../server-process.ts'
import { putLoadOn } from './under-load.ts'

vi.setConfig({ testTimeout: 180_000 })

/** So many writes are acknowledged before the primary is killed, and again afterwards. */
const SOME = 30
/** So many are being committed at that moment: the standby has them, and nobody was told. */
const AT_THEIR_END = 2
const LONGEST_MS = 10_000

const ENDS: [string, NodeJS.Signals][] = [['is killed', 'SIGKILL']]
// As if the machine had lost its power: it takes some seconds more to be sure of that.
if (process.env.BELLHOP_TESTS === 'full') ENDS.push(['says nothing any more', 'SIGSTOP'])

const withPair = test.skipIf(!findPrograms(['pg_basebackup', 'pg_ctl']))

withPair.for(ENDS)(
  'when the primary %s and its standby is promoted, writes go on within ten seconds, none that was acknowledged is lost, and none is doubled',
  async ([, signal]) => {
    const pair = await startPair()
    const folder = dataFolder()
    useDatabase(folder, pair.url)
    const server = await startServer(folder, { BELLHOP_WORKERS: '2' })
    const desk = { url: server.url, token: await setUp(server) }
    const load = putLoadOn(desk)
    await load.acknowledged(SOME)

    await pair.holdCommits(AT_THEIR_END)
    pair.primary.signal(signal)
    await load.refused()
    const start = performance.now()
    await pair.promote()
    await load.acknowledged(1)
    const took = performance.now() - start
    console.info(`From the promotion to the first write: ${Math.round(took)} ms`)
    expect(took).toBeLessThan(LONGEST_MS)
    await load.acknowledged(SOME)
    await load.stop()
    await jobsAreDone(pair.standbyUrl)

    expect(load.book.doubtful.size).toBeGreaterThanOrEqual(AT_THEIR_END)
    expect(load.book.doubtful.size).toBeLessThanOrEqual(load.writers)
    expect(server.output()).not.toContain('Another one takes its place')
    expect(await server.stop('SIGTERM')).toBe(0)
    // What became of the files of those that nobody was told of is looked up at a start.
    const { url } = await startServer(folder)
    await compare({ ...desk, url }, load.book)
    expect(await flawsOf(folder)).toEqual([])
  },
)

/** A job is done that is there from now on. */
async function jobsAreDone(url: string) {
  await using db = openDb(url, { poolSize: 1 })
  const job = { name: 'files.remove', payload: JSON.stringify({ keys: [] }) }
  await db
    .insertInto('job')
    .values({ ...job, run_at: '2001-01-01T00:00:00.000000Z' })
    .execute()
  const due = db.selectFrom('job').select('id').where('run_at', '<', '2002-01-01T00:00:00.000000Z')
  await vi.waitUntil(async () => (await due.execute()).length === 0, { timeout: 30_000 })
}
