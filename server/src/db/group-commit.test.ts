import { Kysely, SqliteDialect, sql, type Transaction } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { groupCommits } from './group-commit.ts'
import { openSqlite } from './sqlite.ts'

interface Schema {
  line: { text: string }
}
type Tx = Transaction<Schema>

/** A database with one table, and what was asked of it about transactions. */
async function desk() {
  const sqlite = openSqlite(':memory:')
  const asked: string[] = []
  const prepare: typeof sqlite.prepare = (statement) => {
    if (/^(begin|commit|rollback$)/.test(statement)) asked.push(statement)
    return sqlite.prepare(statement)
  }
  const db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: { ...sqlite, prepare } }),
  })
  onTestFinished(() => db.destroy())
  await sql`create table line (text text not null)`.execute(db)
  const inTransaction = groupCommits(db)
  const lines = async () =>
    (await db.selectFrom('line').select('text').execute()).map(({ text }) => text)
  return { db, asked, inTransaction, lines }
}

const write = (text: string) => async (tx: Tx) => {
  await tx.insertInto('line').values({ text }).execute()
  return text
}

const writeAndFail = (text: string) => async (tx: Tx) => {
  await write(text)(tx)
  throw new Error(`no ${text}`)
}

const atOnce = (): Promise<string> => {
  throw new Error('at once')
}

const orphan = async (tx: Tx) => {
  await sql`insert into child values (1)`.execute(tx)
  return 'orphan'
}

const outcomes = async (all: Promise<string>[]) =>
  (await Promise.allSettled(all)).map((one) =>
    one.status === 'fulfilled' ? one.value : String(one.reason.message),
  )

test('transactions that come at the same time share one commit', async () => {
  const { inTransaction, asked, lines } = await desk()
  const texts = Array.from({ length: 30 }, (_, i) => `line ${i}`)
  const done = await Promise.all(texts.map((text) => inTransaction(write(text))))
  expect(done).toEqual(texts)
  expect(await lines()).toEqual(texts)
  expect(asked).toEqual(['begin', 'commit'])
})

test('one that fails takes back what it wrote, and nothing of the others', async () => {
  const { inTransaction, asked, lines } = await desk()
  const all = [write('a'), writeAndFail('b'), write('c'), writeAndFail('d'), write('e')]
  const told = await outcomes(all.map((work) => inTransaction(work)))
  expect(told).toEqual(['a', 'no b', 'c', 'no d', 'e'])
  expect(await lines()).toEqual(['a', 'c', 'e'])
  expect(asked).toEqual(['begin', 'commit'])
})

test('work that throws before it gives a promise fails by itself', async () => {
  const { inTransaction, lines } = await desk()
  const told = await outcomes([inTransaction(write('a')), inTransaction(atOnce)])
  expect(told).toEqual(['a', 'at once'])
  expect(await lines()).toEqual(['a'])
})

test('none is answered before all of it has been committed', async () => {
  const { inTransaction, asked } = await desk()
  const seen: string[][] = []
  const watch = (work: (tx: Tx) => Promise<string>) =>
    inTransaction(work).then(
      () => seen.push([...asked]),
      () => seen.push([...asked]),
    )
  await Promise.all([write('a'), writeAndFail('b'), write('c')].map(watch))
  expect(seen).toHaveLength(3)
  for (const before of seen) expect(before).toEqual(['begin', 'commit'])
})

test('when the commit itself fails, all of them do, and the next ones are kept', async () => {
  const { db, inTransaction, lines } = await desk()
  await sql`create table parent (id integer primary key)`.execute(db)
  await sql`create table child (id integer references parent deferrable initially deferred)`.execute(
    db,
  )
  const told = await outcomes([write('a'), orphan].map((work) => inTransaction(work)))
  expect(told).toEqual([expect.stringMatching(/FOREIGN KEY/), expect.stringMatching(/FOREIGN KEY/)])
  expect(await inTransaction(write('b'))).toBe('b')
  expect(await lines()).toEqual(['b'])
})

test('when the database gives up the whole transaction, nothing of it is said to be kept', async () => {
  const { db, inTransaction, lines } = await desk()
  await sql`create trigger full before insert on line when new.text = 'full'
    begin select raise(rollback, 'disk full'); end`.execute(db)
  const told = await outcomes(['a', 'full', 'c'].map((text) => inTransaction(write(text))))
  const kept = await lines()
  expect(told.filter((one) => kept.includes(one))).toEqual(kept)
  expect(told[0]).not.toBe('a')
  expect(told[1]).not.toBe('full')
  expect(await inTransaction(write('d'))).toBe('d')
  expect(await lines()).toEqual([...kept, 'd'])
})

test('what comes while a commit is going on is kept by it or by the next', async () => {
  const { inTransaction, asked, lines } = await desk()
  const inner: Promise<string>[] = []
  await inTransaction(async (tx) => {
    inner.push(inTransaction(write('later')))
    return write('first')(tx)
  })
  expect(await Promise.all(inner)).toEqual(['later'])
  expect(await lines()).toEqual(['first', 'later'])
  expect(asked.length % 2).toBe(0)
})

test('more than a hundred at a time are kept in several commits', async () => {
  const { inTransaction, asked, lines } = await desk()
  const texts = Array.from({ length: 250 }, (_, i) => `${i}`)
  await Promise.all(texts.map((text) => inTransaction(write(text))))
  expect(await lines()).toEqual(texts)
  expect(asked.filter((statement) => statement === 'commit')).toHaveLength(3)
})
