import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import { Client } from 'pg'
import { hostInWords, type PostgresPlace, type Tls } from '../../lib/postgres-url.ts'
import { isUnreached, mayPass, unreachable } from './faults.ts'
import { valueTypes } from './values.ts'

export interface PostgresOptions {
  connectSeconds: number
  /** 0 for as long as it takes. */
  statementSeconds: number
  tls: Tls
  caFile: string | null
}

/** A connection, and whether the server at its other end is still what it was. */
export interface Found {
  client: Client
  isThere: () => Promise<boolean>
}

type Host = PostgresPlace['hosts'][number]

/** A server that does not answer must not keep us from asking the next one. */
const LONGEST_TRY_MS = 3000
const ROUND_MS = 200
/** In less, a list of those with a common word is kept page by page, and every text on these read again. */
const LEAST_WORK_MEM = `set_config('work_mem', greatest(pg_size_bytes(current_setting('work_mem')) / 1024, 16384)::text, false)`

/**
 * Gives a function that opens a connection to the server that can be written to: it asks one after
 * the other, and goes on until there is one or its patience is over. After a failover it finds the
 * new one in this way.
 */
export function connector(place: PostgresPlace, options: PostgresOptions) {
  const tls = tlsFor(place.tls ?? options.tls, place.caFile ?? options.caFile)
  const looks = new Map<Host, Promise<boolean>>()
  let favourite = 0

  return async (patienceMs: number): Promise<Found> => {
    const end = performance.now() + patienceMs
    while (true) {
      const faults: { fault: unknown; host: string }[] = []
      for (let turn = 0; turn < place.hosts.length; turn += 1) {
        const index = (favourite + turn) % place.hosts.length
        const host = place.hosts[index]!
        try {
          const client = await tryHost(host)
          favourite = index
          return { client, isThere: () => isThere(host) }
        } catch (fault) {
          faults.push({ fault, host: hostInWords(host) })
        }
      }
      if (performance.now() + ROUND_MS >= end || !faults.some(({ fault }) => mayPass(fault))) {
        const words = faults.map(({ fault, host }) => `${host}: ${inWords(fault)}`)
        throw unreachable(new Error(words.join('; ')))
      }
      await new Promise((resolve) => setTimeout(resolve, ROUND_MS))
    }
  }

  /** One look is enough for all who ask at the same time. */
  function isThere(host: Host): Promise<boolean> {
    const look = looks.get(host) ?? lookAt(host).finally(() => looks.delete(host))
    looks.set(host, look)
    return look
  }

  async function lookAt(host: Host): Promise<boolean> {
    try {
      destroy(await tryHost(host))
      return true
    } catch (fault) {
      // One that is full, or stopping, lives; a name or a certificate says nothing about it.
      return !isUnreached(fault)
    }
  }

  async function tryHost(host: Host): Promise<Client> {
    const statementMs = options.statementSeconds * 1000
    const client = new Client({
      ...host,
      database: place.database,
      user: place.user,
      password: place.password,
      ssl: tls,
      types: valueTypes,
      application_name: 'bellhop',
      connectionTimeoutMillis: LONGEST_TRY_MS,
      // A server that has vanished without a word is given up on, too.
      query_timeout: statementMs > 0 ? statementMs + 5000 : 0,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    })
    // Without a listener a connection that breaks would end the process.
    client.on('error', ignored)
    try {
      await client.connect()
      await setUp(client, statementMs)
      return client
    } catch (error) {
      destroy(client)
      throw error
    }
  }

  /** Whatever the server's defaults are, values are to come and transactions to run as we know them. */
  async function setUp(client: Client, statementMs: number) {
    const settings = {
      timezone: 'UTC',
      datestyle: 'ISO',
      default_transaction_isolation: 'read committed',
      statement_timeout: String(statementMs),
      // To compile a query takes longer than any of ours runs.
      jit: 'off',
    }
    const sets = Object.entries(settings).map(
      ([name, value]) => `set_config('${name}', '${value}', false)`,
    )
    sets.push(LEAST_WORK_MEM)
    const { rows } = await client.query(
      `select current_setting('transaction_read_only') = 'on' or pg_is_in_recovery() as reads, ${sets.join()}`,
    )
    if (place.mustWrite && rows[0].reads) throw new Error('it can only be read from')
  }
}

/** Closes a connection without another word to the server. */
export function destroy(client: Client): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } }
  connection.stream.destroy()
}

function tlsFor(tls: Tls, caFile: string | null): ConnectionOptions | false {
  if (tls === 'off') return false
  if (tls === 'require') return { rejectUnauthorized: false }
  return caFile === null ? {} : { ca: readFileSync(caFile, 'utf8') }
}

/** Node gives one error for all addresses of a name, and no message. */
const inWords = (fault: unknown): string =>
  fault instanceof AggregateError
    ? fault.errors.map(String).join(', ')
    : String((fault as Error).message)

const ignored = () => {}
