import { Worker } from 'node:worker_threads'
import type { Compilable } from 'kysely'
import { type Db, fileOf } from './index.ts'

/** A statement for a thread, and the database it is asked of. */
export interface Aside {
  file: string
  sql: string
  parameters: unknown[]
}

/** Rows that are counted and summed up are few; whatever goes wrong must not take the server along. */
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 4 }

/**
 * Runs a query that takes a while, so that nobody else waits for it. SQLite works in the thread that
 * asks: there it gets one of its own, with a connection that only reads, and both are gone afterwards.
 */
export async function readAside<Row>(db: Db, query: Compilable<Row>): Promise<Row[]> {
  const compiled = query.compile()
  const file = fileOf(db)
  if (file === undefined) return (await db.executeQuery<Row>(compiled)).rows
  return inThread<Row>({ file, sql: compiled.sql, parameters: [...compiled.parameters] })
}

function inThread<Row>(workerData: Aside): Promise<Row[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Row[]>()
  const options = { workerData, resourceLimits: LIMITS }
  const worker = new Worker(new URL('aside-thread.ts', import.meta.url), options)
  // A server that has answered everybody does not wait for it to end.
  worker.unref()
  let rows: Row[] | undefined
  worker.once('message', (read: Row[]) => (rows = read))
  worker.once('error', reject)
  // Only now is its memory free again.
  worker.once('exit', (code) => {
    if (rows) resolve(rows)
    else reject(new Error(`The thread of a report ended with code ${code}.`))
  })
  return promise
}
