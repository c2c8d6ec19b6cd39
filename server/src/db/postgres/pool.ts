import { setTimeout as pause } from 'node:timers/promises'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import { readPostgresUrl } from '../../lib/postgres-url.ts'
import { connector, type Found, type PostgresOptions } from './connect.ts'
import { type Connection, connectionOf } from './connection.ts'
import { overburdened, unreachable } from './faults.ts'

export interface PoolOptions extends PostgresOptions {
  /** Most connections at a time. */
  poolSize: number
}

/** So long requests wait for a server that was lost: a restart goes unnoticed, a failure does not. */
const LONGEST_LOSS_MS = 2000
const LOOK_EVERY_MS = 300

/** A connection, and how Kysely sees it: always as the same object. */
interface Member {
  connection: Connection
  client: PostgresPoolClient
}

interface Waiting {
  resolve: (client: PostgresPoolClient) => void
  reject: (error: unknown) => void
}

/**
 * The connections of this process. `pg` has a pool too, but one whose connections all go to one
 * server: ours are opened wherever the server is that can be written to, and one that broke is
 * never lent again.
 */
export function openPool(url: string, options: PoolOptions): PostgresPool {
  const connect = connector(readPostgresUrl(url), options)
  const longestWaitMs = options.connectSeconds * 1000
  const idle: Member[] = []
  const waiting: Waiting[] = []
  const allBack = Promise.withResolvers<void>()
  let [lent, opening] = [0, 0]
  const ending = new AbortController()
  /** A database may come up at the same time as we do. */
  let patienceMs = longestWaitMs
  /** Why no server is found. While that is so, one look-out is enough, and nobody waits for it. */
  let away: unknown = null

  function borrow(): Promise<PostgresPoolClient> {
    if (away && idle.length === 0) return Promise.reject(unreachable(away))
    const { promise, resolve, reject } = Promise.withResolvers<PostgresPoolClient>()
    const timer = setTimeout(giveUp, longestWaitMs)
    const request: Waiting = {
      resolve: (client) => (clearTimeout(timer), resolve(client)),
      reject: (error) => (clearTimeout(timer), reject(error)),
    }
    function giveUp() {
      const place = waiting.indexOf(request)
      // Those for whom a connection is being opened hear of it in a moment.
      if (place < opening) return
      waiting.splice(place, 1)
      reject(overburdened(new Error('All connections are in use.')))
    }
    waiting.push(request)
    serve()
    return promise
  }

  function serve() {
    while (waiting.length > 0 && idle.length > 0) {
      lent += 1
      waiting.shift()!.resolve(idle.pop()!.client)
    }
    while (waiting.length > opening && idle.length + lent + opening < options.poolSize) void open()
  }

  async function open() {
    opening += 1
    try {
      const found = await connect(patienceMs)
      opening -= 1
      await takeIn(found)
    } catch (error) {
      opening -= 1
      waiting.shift()?.reject(error)
      if (lent + idle.length === 0) void lookOut(error)
      await settle()
    }
  }

  /** Nothing can be done until there is a server again: says so to everybody, and goes on looking. */
  async function lookOut(error: unknown) {
    if (away || ending.signal.aborted) return
    opening += 1
    let found = refuseAll(error)
    while (!found && !ending.signal.aborted) {
      await pause(LOOK_EVERY_MS, null, ending).catch(ignored)
      // Another one that was on its way has got through.
      if (lent + idle.length > 0) break
      found = await connect(0).catch(refuseAll)
    }
    opening -= 1
    await (found ? takeIn(found) : settle())
  }

  function refuseAll(error: unknown): Found | null {
    away = (error as Error).cause
    for (const { reject } of waiting.splice(0)) reject(unreachable(away))
    return null
  }

  async function takeIn(found: Found) {
    away = null
    patienceMs = Math.min(longestWaitMs, LONGEST_LOSS_MS)
    await settle(memberOf(connectionOf(found)))
  }

  function memberOf(connection: Connection): Member {
    const release = (isSpoilt = false) => {
      lent -= 1
      if (isSpoilt) void connection.close()
      void settle(isSpoilt ? undefined : member)
    }
    const member = {
      connection,
      client: { query: connection.query, release } as PostgresPoolClient,
    }
    connection.onBreak(() => {
      if (idle.includes(member)) idle.splice(idle.indexOf(member), 1)
    })
    return member
  }

  /** Takes a connection in, if it is of use, and looks what is to be done next. */
  async function settle(member?: Member) {
    if (member && !ending.signal.aborted && !member.connection.isBroken()) idle.push(member)
    serve()
    if (!ending.signal.aborted) return
    await member?.connection.close()
    if (lent + opening === 0) allBack.resolve()
  }

  async function end() {
    ending.abort()
    for (const { reject } of waiting.splice(0)) reject(new Error('The database was closed.'))
    await Promise.all(idle.splice(0).map(({ connection }) => connection.close()))
    if (lent + opening > 0) await allBack.promise
  }

  return { connect: borrow, end } as PostgresPool
}

const ignored = () => {}
