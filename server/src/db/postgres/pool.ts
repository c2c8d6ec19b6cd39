import type { PostgresPool, PostgresPoolClient } from 'kysely'
import { readPostgresUrl } from '../../lib/postgres-url.ts'
import { connector, type PostgresOptions } from './connect.ts'
import { type Connection, connectionOf } from './connection.ts'
import { unreachable } from './faults.ts'

export interface PoolOptions extends PostgresOptions {
  /** Most connections at a time. */
  poolSize: number
}

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
  const idle: Member[] = []
  const waiting: Waiting[] = []
  const allBack = Promise.withResolvers<void>()
  let [lent, opening] = [0, 0]
  let isEnded = false

  function borrow(): Promise<PostgresPoolClient> {
    const { promise, resolve, reject } = Promise.withResolvers<PostgresPoolClient>()
    const timer = setTimeout(giveUp, options.connectSeconds * 1000)
    const request: Waiting = {
      resolve: (client) => (clearTimeout(timer), resolve(client)),
      reject: (error) => (clearTimeout(timer), reject(error)),
    }
    function giveUp() {
      const place = waiting.indexOf(request)
      // Those for whom a connection is being opened hear of it in a moment.
      if (place < opening) return
      waiting.splice(place, 1)
      reject(unreachable(new Error('All connections are in use.')))
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
      const member = memberOf(connectionOf(await connect()))
      opening -= 1
      await settle(member)
    } catch (error) {
      opening -= 1
      waiting.shift()?.reject(error)
      await settle()
    }
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
    if (member && !isEnded && !member.connection.isBroken()) idle.push(member)
    serve()
    if (!isEnded) return
    await member?.connection.close()
    if (lent + opening === 0) allBack.resolve()
  }

  async function end() {
    isEnded = true
    for (const { reject } of waiting.splice(0)) reject(new Error('The database was closed.'))
    await Promise.all(idle.splice(0).map(({ connection }) => connection.close()))
    if (lent + opening > 0) await allBack.promise
  }

  return { connect: borrow, end } as PostgresPool
}
