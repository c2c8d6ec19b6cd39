import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { emptyDb } from '../../test/database.ts'
import { type Db, inTransaction } from '../db/index.ts'
import { secondsAfter } from '../lib/time.ts'
import { enqueue } from './queue.ts'
import { type Handlers, runNextJob, work } from './worker.ts'

const ask = (db: Db, ...keys: string[]) =>
  inTransaction(db, (tx) => enqueue(tx, 'files.remove', { keys }))

const jobsIn = (db: Db) => db.selectFrom('job').selectAll().orderBy('id').execute()

/** A clock that begins now, and a handler that keeps a list of what it was given. */
function worker(outcome: () => void = () => {}) {
  const start = new Date()
  const done: string[][] = []
  const handlers: Handlers = {
    'files.remove': async ({ keys }) => {
      done.push(keys)
      outcome()
    },
  }
  return { after: (seconds: number) => secondsAfter(start, seconds + 1), done, handlers }
}

const fail = () => {
  throw new Error('the disk is away')
}

test('jobs are done once each, in the order in which they were asked for', async () => {
  const db = await emptyDb()
  const { after, done, handlers } = worker()
  for (const key of ['a', 'b', 'c']) await ask(db, key)
  while (await runNextJob(db, handlers, after(0)));
  expect(done).toEqual([['a'], ['b'], ['c']])
  expect(await jobsIn(db)).toEqual([])
})

test('what was asked for in a transaction that failed is never done', async () => {
  const db = await emptyDb()
  const { after, handlers } = worker()
  const failing = inTransaction(db, async (tx) => {
    await enqueue(tx, 'files.remove', { keys: ['a'] })
    fail()
  })
  await expect(failing).rejects.toThrow('the disk is away')
  expect(await runNextJob(db, handlers, after(0))).toBe(false)
})

test('a job that fails is tried again, each time later, and then stays with its last error', async () => {
  const db = await emptyDb()
  const { after, done, handlers } = worker(fail)
  await ask(db, 'a')
  let clock = 0
  for (const wait of [10, 60, 600, 3600, 21_600]) {
    expect(await runNextJob(db, handlers, after(clock))).toBe(true)
    expect(await runNextJob(db, handlers, after(clock + wait - 1))).toBe(false)
    clock += wait
  }
  expect(await runNextJob(db, handlers, after(clock))).toBe(true)
  expect(await runNextJob(db, handlers, after(clock + 10_000_000))).toBe(false)
  expect(done).toHaveLength(6)
  expect(await jobsIn(db)).toMatchObject([
    { attempts: 6, last_error: 'Error: the disk is away', payload: { keys: ['a'] } },
  ])
})

test('a job that fails holds up no other', async () => {
  const db = await emptyDb()
  await ask(db, 'a')
  await ask(db, 'b')
  const failing = worker(fail)
  await runNextJob(db, failing.handlers, failing.after(0))
  const { after, done, handlers } = worker()
  while (await runNextJob(db, handlers, after(0)));
  expect(done).toEqual([['b']])
})

test('a job is leased: nobody else takes it meanwhile, and it comes back if its worker dies', async () => {
  const db = await emptyDb()
  await ask(db, 'a')
  const { after, done, handlers } = worker()
  const { promise, resolve: release } = Promise.withResolvers<void>()
  const dying: Handlers = { 'files.remove': () => promise }
  const first = runNextJob(db, dying, after(0))
  await expect.poll(async () => (await jobsIn(db))[0]?.attempts).toBe(1)
  expect(await runNextJob(db, handlers, after(50))).toBe(false)
  expect(await runNextJob(db, handlers, after(60))).toBe(true)
  expect(done).toEqual([['a']])
  release()
  await first
  expect(await jobsIn(db)).toEqual([])
})

test('two workers never do one job', async () => {
  const db = await emptyDb()
  const keys = Array.from({ length: 20 }, (_, i) => `${i}`)
  for (const key of keys) await ask(db, key)
  const { after, done, handlers } = worker()
  const run = async () => {
    while (await runNextJob(db, handlers, after(0)));
  }
  await Promise.all([run(), run(), run()])
  expect(done.flat().toSorted()).toEqual(keys.toSorted())
})

test('a job whose name nobody knows waits, and holds up no other', async () => {
  const db = await emptyDb()
  const payload = JSON.stringify({})
  await db
    .insertInto('job')
    .values({ name: 'from.tomorrow', payload, run_at: '2001-01-01T00:00:00.000000Z' })
    .execute()
  await ask(db, 'a')
  const { after, done, handlers } = worker()
  while (await runNextJob(db, handlers, after(0)));
  expect(done).toEqual([['a']])
  expect(await jobsIn(db)).toMatchObject([{ name: 'from.tomorrow', attempts: 0 }])
  expect(await runNextJob(db, {}, after(0))).toBe(false)
})

test('a worker does what is there, and stops when it is told to', async () => {
  const db = await emptyDb()
  await ask(db, 'a')
  await ask(db, 'b')
  const stop = new AbortController()
  const { done, handlers } = worker(() => done.length === 2 && stop.abort())
  await work(db, handlers, {
    signal: stop.signal,
    now: () => new Date(Date.now() + 1000),
    onError: (error) => expect.fail(String(error)),
  })
  expect(done).toEqual([['a'], ['b']])
})

test('a database that is away for a moment does not stop the worker', async () => {
  const db = await emptyDb()
  await ask(db, 'a')
  await db.schema.alterTable('job').renameTo('hidden').execute()
  const stop = new AbortController()
  const { done, handlers } = worker(() => stop.abort())
  const errors: string[] = []
  await work(db, handlers, {
    signal: stop.signal,
    now: () => new Date(Date.now() + 1000),
    onError(error) {
      errors.push(String(error))
      void db.schema.alterTable('hidden').renameTo('job').execute()
    },
  })
  expect(done).toEqual([['a']])
  expect(errors).toEqual([expect.stringMatching(/no such table|does not exist/)])
})

test('a worker with nothing to do writes nothing', async () => {
  const db = await emptyDb()
  const { after, handlers } = worker()
  const written = async () =>
    (await sql<{ n: number }>`select total_changes() as n`.execute(db)).rows
  const before = await written()
  expect(await runNextJob(db, handlers, after(0))).toBe(false)
  expect(await written()).toEqual(before)
})
