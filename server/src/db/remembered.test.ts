import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { inTransaction, migrate, openDb } from './index.ts'
import { prepared } from './prepared.ts'
import { remembered } from './remembered.ts'

/** A database on the disk with one setting, and a query of it that counts how often it is run. */
async function desk() {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-remembered-'))
  const path = join(folder, 'test.sqlite')
  const db = openDb(`sqlite:${path}`)
  onTestFinished(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })
  await migrate(db)
  await db.insertInto('setting').values({ name: 'colour', value: 'red' }).execute()
  const read = prepared<{ name: string }, { value: string }>((on, param) =>
    on.selectFrom('setting').select('value').where('name', '=', param('name')),
  )
  let runs = 0
  const colour = remembered<{ name: string }, { value: string }>((on, values) => {
    runs += 1
    return read(on, values)
  })
  const paint = (value: string) =>
    db.updateTable('setting').set({ value }).where('name', '=', 'colour')
  const seen = async () => (await colour(db, { name: 'colour' }))[0]?.value
  return { db, path, paint, seen, colour, runs: () => runs }
}

const nextTurn = () => new Promise(setImmediate)

test('what nobody changes is read once, also in later turns', async () => {
  const { seen, runs } = await desk()
  for (let turn = 0; turn < 3; turn += 1) {
    expect([await seen(), await seen()]).toEqual(['red', 'red'])
    await nextTurn()
  }
  expect(runs()).toBe(1)
})

test('a change is seen at once, in the turn of the change too', async () => {
  const { seen, paint } = await desk()
  expect(await seen()).toBe('red')
  await paint('blue').execute()
  expect(await seen()).toBe('blue')
  await paint('green').execute()
  await nextTurn()
  expect(await seen()).toBe('green')
})

test('a change that another process made is seen by the next turn', async () => {
  const { path, seen } = await desk()
  expect(await seen()).toBe('red')
  const other = new DatabaseSync(path)
  onTestFinished(() => other.close())
  other.exec(`update setting set value = 'blue' where name = 'colour'`)
  await nextTurn()
  expect(await seen()).toBe('blue')
})

test('a transaction sees what it wrote, and nobody else does before it has committed', async () => {
  const { db, seen, paint, colour } = await desk()
  await inTransaction(db, async (tx) => {
    await tx.executeQuery(paint('blue'))
    expect(await colour(tx, { name: 'colour' })).toEqual([{ value: 'blue' }])
    expect(await seen()).toBe('red')
  })
  expect(await seen()).toBe('blue')
})

test('other values are other questions, and what is not there is remembered too', async () => {
  const { db, colour, runs } = await desk()
  for (const name of ['colour', 'size', 'colour', 'size']) await colour(db, { name })
  expect(runs()).toBe(2)
  expect(await colour(db, { name: 'size' })).toEqual([])
})
