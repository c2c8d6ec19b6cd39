import type { PostgresPoolClient } from 'kysely'
import type { Client } from 'pg'
import { destroy } from './connect.ts'
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

/** Presents a connected client of `pg` to the pool. */
export function connectionOf(client: Client): Connection {
  let broken = false
  let told: (() => void) | undefined

  function breakDown() {
    if (broken) return
    broken = true
    destroy(client)
    told?.()
  }
  client.on('error', breakDown)
  client.on('end', breakDown)

  return {
    query: (async (text: string, values: readonly unknown[] = []) => {
      const name = nameOf(text)
      try {
        return await client.query({ ...(name ? { name } : {}), text, values: [...values] })
      } catch (error) {
        if (isLost(error)) breakDown()
        throw translated(error)
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
