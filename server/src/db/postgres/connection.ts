import type { PostgresPoolClient } from 'kysely'
import { destroy, type Found } from './connect.ts'
import { isLost, translated } from './faults.ts'
import { nameOf } from './statements.ts'

/** A connection that says when it is of no more use. */
export interface Connection {
  query: PostgresPoolClient['query']
  isBroken: () => boolean
  /** Is called once, when it breaks. */
  onBreak: (tell: () => void) => void
  close: () => Promise<void>
}

const GOODBYE_MS = 1000
/** A machine that lost its power says no goodbye: TCP would wait for its answer for a quarter of an hour. */
const LONGEST_SILENCE_MS = 3000

/** Presents a connected client of `pg` to the pool. */
export function connectionOf({ client, isThere }: Found): Connection {
  let broken = false
  let told: (() => void) | undefined

  function breakDown() {
    if (broken) return
    broken = true
    destroy(client)
    told?.()
  }
  /** Looks after the server while a statement takes long. Whoever has the connection next is not meant. */
  function watch() {
    let isOver = false
    const timer = setInterval(async () => {
      if (!(await isThere()) && !isOver) breakDown()
    }, LONGEST_SILENCE_MS)
    return () => {
      isOver = true
      clearInterval(timer)
    }
  }
  client.on('error', breakDown)
  client.on('end', breakDown)

  return {
    query: (async (text: string, values: readonly unknown[] = []) => {
      const name = nameOf(text)
      const stopWatching = watch()
      try {
        return await client.query({ ...(name ? { name } : {}), text, values: [...values] })
      } catch (error) {
        if (isLost(error)) breakDown()
        throw translated(error)
      } finally {
        stopWatching()
      }
    }) as unknown as PostgresPoolClient['query'],
    isBroken: () => broken,
    onBreak: (tell) => (told = tell),
    async close() {
      told = undefined
      const timer = setTimeout(() => destroy(client), GOODBYE_MS)
      await client.end().catch(ignored)
      clearTimeout(timer)
    },
  }
}

const ignored = () => {}
