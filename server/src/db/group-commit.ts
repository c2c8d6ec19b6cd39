import { type Kysely, sql, type Transaction } from 'kysely'

type Work<Schema, T> = (tx: Transaction<Schema>) => Promise<T>

interface Waiting<Schema> {
  work: Work<Schema, unknown>
  resolve: (value: never) => void
  reject: (error: unknown) => void
}

const MOST_TOGETHER = 100

/**
 * Lets transactions that come at the same time share one commit, because what takes time in a
 * commit is to wait for the disk. Each has a savepoint of its own: one that fails takes nothing
 * back of the others, and none is answered before all of it is on the disk. `beforeCommit` does once for
 * all of them what each would do at its end.
 */
export function groupCommits<Schema>(
  db: Kysely<Schema>,
  beforeCommit: (tx: Transaction<Schema>) => Promise<void> = async () => {},
) {
  const waiting: Waiting<Schema>[] = []
  let busy = false

  return <T>(work: Work<Schema, T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      waiting.push({ work, resolve, reject })
      if (!busy) void commitAll()
    })

  async function commitAll() {
    busy = true
    // Requests that have arrived already get to the point where they join.
    await new Promise(setImmediate)
    while (waiting.length > 0) await commitTogether(db, waiting, beforeCommit)
    busy = false
  }
}

async function commitTogether<Schema>(
  db: Kysely<Schema>,
  waiting: Waiting<Schema>[],
  beforeCommit: (tx: Transaction<Schema>) => Promise<void>,
) {
  const taken: Waiting<Schema>[] = []
  const settlings: (() => void)[] = []
  try {
    await db.transaction().execute(async (tx) => {
      while (waiting.length > 0 && taken.length < MOST_TOGETHER) {
        const next = waiting.shift()!
        taken.push(next)
        settlings.push(await attempt(tx, next))
      }
      await beforeCommit(tx)
    })
  } catch (error) {
    // Where the transaction could not even begin, those that waited for it are told so.
    for (const { reject } of taken.length > 0 ? taken : waiting.splice(0)) reject(error)
    return
  }
  for (const settle of settlings) settle()
}

async function attempt<Schema>(
  tx: Transaction<Schema>,
  { work, resolve, reject }: Waiting<Schema>,
): Promise<() => void> {
  await sql`savepoint attempt`.execute(tx)
  try {
    const value = await work(tx)
    await sql`release attempt`.execute(tx)
    return () => resolve(value as never)
  } catch (error) {
    // Where the disk is full SQLite has taken everything back by itself: nobody's work was kept.
    await takeBack(tx).catch(() => Promise.reject(error))
    return () => reject(error)
  }
}

async function takeBack<Schema>(tx: Transaction<Schema>) {
  await sql`rollback to attempt`.execute(tx)
  await sql`release attempt`.execute(tx)
}
