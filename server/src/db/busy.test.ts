import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { patience } from './busy.ts'
import { inTransaction, migrate, openDb } from './index.ts'

/** A database on the disk, and somebody else who has it open too. */
async function desk() {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-busy-'))
  const path = join(folder, 'test.sqlite')
  const db = openDb(`sqlite:${path}`)
  await migrate(db)
  const other = new DatabaseSync(path)
  other.exec('pragma busy_timeout = 0')
  onTestFinished(async () => {
    other.close()
    await db.destroy()
    rmSync(folder, { recursive: true })
  })
  const names = async () =>
    (await db.selectFrom('setting').select('name').execute()).map(({ name }) => name)
  const add = (name: string) => db.insertInto('setting').values({ name, value: '' })
  return { db, path, other, names, add }
}

const turn = () => new Promise(setImmediate)

test('while another process writes, reads go on and writes wait for it', async () => {
  const { db, other, names, add } = await desk()
  other.exec(`begin immediate; insert into setting values ('theirs', '')`)
  const writes = [
    inTransaction(db, (tx) => tx.executeQuery(add('a').compile())),
    add('b').execute(),
    inTransaction(db, (tx) => tx.executeQuery(add('c').compile())),
  ]
  let done = 0
  for (const write of writes) void write.then(() => (done += 1))
  for (let turns = 0; turns < 20; turns += 1) {
    expect(await names()).toEqual([])
    await turn()
  }
  expect(done).toBe(0)
  other.exec('commit')
  await Promise.all(writes)
  expect((await names()).toSorted()).toEqual(['a', 'b', 'c', 'theirs'])
})

test('who writes all the time leaves a gap for another process that waits', async () => {
  const { db, other, add } = await desk()
  other.exec('begin immediate')
  const first = add('first').execute()
  await turn()
  other.exec('commit')
  await first
  const stop = new AbortController()
  const busy = (async () => {
    for (let i = 0; !stop.signal.aborted; i += 1) {
      await inTransaction(db, (tx) => tx.executeQuery(add(`ours ${i}`).compile()))
    }
  })()
  const insert = patience()
  for (let i = 0; i < 50; i += 1) {
    await insert(() => other.exec(`insert into setting values ('theirs ${i}', '')`))
  }
  stop.abort()
  await busy
})

test('a write that waits too long is told to come again, and has changed nothing', async () => {
  const { other, names } = await desk()
  const third = new DatabaseSync(other.location()!)
  onTestFinished(() => third.close())
  third.exec('pragma busy_timeout = 0')
  other.exec('begin immediate')
  const write = patience(20)(() => third.exec(`insert into setting values ('a', '')`))
  await expect(write).rejects.toMatchObject({ code: 'unavailable', retryAfter: 5 })
  other.exec('rollback')
  expect(await names()).toEqual([])
})

test('what fails for another reason is not tried again', async () => {
  let tries = 0
  const failing = patience()(() => {
    tries += 1
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(tries).toBe(1)
})

test('processes that make one database at the same time make its tables once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-busy-'))
  const all = Array.from({ length: 4 }, () => openDb(`sqlite:${folder}/test.sqlite`))
  onTestFinished(async () => {
    for (const db of all) await db.destroy()
    rmSync(folder, { recursive: true })
  })
  const made = (await Promise.all(all.map(migrate))).filter(({ length }) => length > 0)
  expect(made).toHaveLength(1)
})

test('a migration that fails leaves nothing of itself', async () => {
  const { db, other } = await desk()
  other.exec(`drop table kysely_migration`)
  await expect(migrate(db)).rejects.toThrow('already exists')
  expect(other.prepare('select count(*) as n from kysely_migration').get()).toEqual({ n: 0 })
})
