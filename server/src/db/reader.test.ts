import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { greetRequest, inTransaction, migrate, openDb } from './index.ts'
import { prepared } from './prepared.ts'

const valueOf = prepared<{ name: string }, { value: string }>((db, param) =>
  db.selectFrom('setting').select('value').where('name', '=', param('name')),
)

/** A database on the disk with one row, which has a reader beside its writer. */
async function desk() {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-reader-'))
  const path = join(folder, 'test.sqlite')
  const db = openDb(`sqlite:${path}`)
  onTestFinished(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })
  await migrate(db)
  await db.insertInto('setting').values({ name: 'colour', value: 'red' }).execute()
  const read = async () => (await valueOf(db, { name: 'colour' }))[0]?.value
  const paint = (value: string) =>
    db.updateTable('setting').set({ value }).where('name', '=', 'colour')
  return { db, path, read, paint }
}

const nextTurn = () => new Promise(setImmediate)

test('a read after a write in the same turn sees it', async () => {
  const { read, paint } = await desk()
  expect(await read()).toBe('red')
  for (const colour of ['blue', 'green']) {
    await paint(colour).execute()
    expect(await read()).toBe(colour)
  }
})

test('a transaction that is going on is not seen, and does not hold up who reads', async () => {
  const { db, read, paint } = await desk()
  const seen: (string | undefined)[] = []
  await inTransaction(db, async (tx) => {
    await tx.executeQuery(paint('blue'))
    seen.push(await read())
    await nextTurn()
    seen.push(await read())
  })
  expect(seen).toEqual(['red', 'red'])
  expect(await read()).toBe('blue')
})

test('a transaction that failed was never seen', async () => {
  const { db, read, paint } = await desk()
  const failing = inTransaction(db, async (tx) => {
    await tx.executeQuery(paint('blue'))
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await read()).toBe('red')
})

test('inside a transaction a prepared read sees what it wrote itself', async () => {
  const { db, paint } = await desk()
  const seen = await inTransaction(db, async (tx) => {
    await tx.executeQuery(paint('blue'))
    return valueOf(tx, { name: 'colour' })
  })
  expect(seen).toEqual([{ value: 'blue' }])
})

test('what another process has written is seen by the next turn', async () => {
  const { path, read } = await desk()
  expect(await read()).toBe('red')
  const other = new DatabaseSync(path)
  onTestFinished(() => other.close())
  other.exec(`update setting set value = 'blue' where name = 'colour'`)
  await nextTurn()
  expect(await read()).toBe('blue')
})

test('a request sees what another process wrote before it came, however late the last reads were', async () => {
  const { db, path, read } = await desk()
  const other = new DatabaseSync(path)
  onTestFinished(() => other.close())
  for (const colour of ['blue', 'green']) {
    // Reads here share a snapshot that outlasts the next arrival of requests.
    await nextTurn()
    await read()
    other.exec(`update setting set value = '${colour}' where name = 'colour'`)
    greetRequest(db)
    expect(await read()).toBe(colour)
  }
})

test('a reader never keeps others from clearing up the log of writes', async () => {
  const { db, path, read, paint } = await desk()
  for (const colour of ['blue', 'green']) {
    await paint(colour).execute()
    await read()
  }
  await nextTurn()
  const other = new DatabaseSync(path)
  onTestFinished(() => other.close())
  const [state] = other.prepare('pragma wal_checkpoint(truncate)').all()
  expect(state).toMatchObject({ busy: 0, log: 0 })
  expect(await db.selectFrom('setting').select('value').execute()).toEqual([{ value: 'green' }])
})
