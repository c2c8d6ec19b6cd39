import { type RawBuilder, sql } from 'kysely'
import { onTestFinished, vi } from 'vitest'
import { openDb } from '../../src/db/index.ts'
import { dataIn, initialise, newFolder, run } from './folder.ts'
import { launch, type Server } from './launch.ts'
import { freePort } from './port.ts'

/** A primary and its standby, on ports of loopback. What the primary commits is on the standby. */
export interface Pair {
  primary: Server
  standby: Server
  /** The address of the database with both of them, the primary first. */
  url: string
  /** The same with the standby alone. */
  standbyUrl: string
  /** Has commits wait for the standby, which has them but does not show them; waits for so many. */
  holdCommits: (count: number) => Promise<void>
  /** Has the standby be the primary from now on, and waits until it is. */
  promote: () => Promise<void>
}

const LOOPBACK = {
  listen_addresses: '127.0.0.1',
  synchronous_commit: 'remote_apply',
  // Shared memory of one that is killed goes with its folder.
  dynamic_shared_memory_type: 'mmap',
}

const urlOf = (hosts: string) => `postgres://bellhop@${hosts}/postgres`

export async function startPair(): Promise<Pair> {
  const [first, second] = [newFolder(), newFolder()]

  await initialise(first)
  const one = await freePort()
  const primary = await launch(first, { ...LOOPBACK, port: String(one) })
  onTestFinished(primary.stop)
  await cloneInto(second, one)
  const two = await freePort()
  const standby = await launch(second, { ...LOOPBACK, port: String(two) })
  onTestFinished(standby.stop)
  await waitForStandby(urlOf(`127.0.0.1:${one}`))
  return {
    primary,
    standby,
    url: urlOf(`127.0.0.1:${one},127.0.0.1:${two}`),
    standbyUrl: urlOf(`127.0.0.1:${two}`),
    async holdCommits(count) {
      await ask(urlOf(`127.0.0.1:${two}`), sql`select pg_wal_replay_pause()`)
      const waiting = sql`select from pg_stat_activity where wait_event = 'SyncRep'`
      await untilRows(urlOf(`127.0.0.1:${one}`), waiting, count)
    },
    async promote() {
      const failure = await run('pg_ctl', ['promote', '-w', '-D', dataIn(second)])
      if (failure) throw new Error(`pg_ctl failed: ${failure}`)
    },
  }
}

async function cloneInto(folder: string, port: number) {
  const from = ['-h', '127.0.0.1', '-p', String(port), '-U', 'bellhop']
  const how = ['--write-recovery-conf', '--checkpoint=fast', '--no-sync', '-D', dataIn(folder)]
  const failure = await run('pg_basebackup', [...from, ...how])
  if (failure) throw new Error(`pg_basebackup failed: ${failure}`)
}

/** From now on the primary commits nothing that the standby does not have. */
async function waitForStandby(url: string) {
  await ask(url, sql`alter system set synchronous_standby_names = '*'`)
  await ask(url, sql`select pg_reload_conf()`)
  await untilRows(url, sql`select from pg_stat_replication where sync_state = 'sync'`, 1)
}

async function ask(url: string, query: RawBuilder<unknown>) {
  await using db = openDb(url, { poolSize: 1 })
  return (await query.execute(db)).rows
}

async function untilRows(url: string, query: RawBuilder<unknown>, count: number) {
  await vi.waitUntil(async () => (await ask(url, query)).length >= count, { timeout: 30_000 })
}
