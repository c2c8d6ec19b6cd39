import cluster, { type Worker } from 'node:cluster'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config.ts'
import { AppError } from '../lib/errors.ts'
import { saveConnections } from './handover.ts'
import type { FromMember, ToMember } from './messages.ts'
import { LONGEST_STOP_MS } from './stop.ts'

/** A process that lived no longer than this died of its start. */
const SHORT_LIFE_MS = 10_000
const MOST_SHORT_LIVES = 5
const LONGEST_PAUSE_MS = 5000
/** What a process may take to stop, and a little to end. */
const LONGEST_END_MS = LONGEST_STOP_MS + 1500

const GIVES_UP =
  'Bellhop gives up: its processes end as soon as they start. The lines above say why.'

/** Told of the process that has ended, before another one takes its place. */
type OnEnd = (ended: { pid: number; code: number | null; signal: string | null }) => Promise<void>

interface Member {
  worker: Worker
  ended: Promise<{ code: number | null; signal: string | null }>
}

/** Starts so many processes that answer requests on one port, and replaces each that ends. */
export async function startTeam(config: Config, onEnd: OnEnd) {
  cluster.setupPrimary({ exec: fileURLToPath(new URL('child.ts', import.meta.url)), args: [] })
  const members = new Set<Member>()
  const stopping = new AbortController()
  const { promise: broken, reject: giveUp } = Promise.withResolvers<never>()
  broken.catch(() => {})

  function launch(): Member {
    const worker = cluster.fork()
    const { promise: ended, resolve } = Promise.withResolvers<Awaited<Member['ended']>>()
    saveConnections(worker)
    const member = { worker, ended }
    members.add(member)
    worker.once('exit', (code, signal) => {
      members.delete(member)
      resolve({ code, signal })
    })
    tell(worker, { config })
    return member
  }

  /** Keeps one place of the team filled. */
  async function keep(member: Member): Promise<void> {
    for (let [current, shortLives] = [member, 0]; ; current = launch()) {
      const started = performance.now()
      const { code, signal } = await current.ended
      if (stopping.signal.aborted) return
      await onEnd({ pid: current.worker.process.pid!, code, signal })
      shortLives = performance.now() - started < SHORT_LIFE_MS ? shortLives + 1 : 0
      if (shortLives > MOST_SHORT_LIVES) throw new AppError('unavailable', GIVES_UP)
      const wait = Math.min(50 * 2 ** shortLives, LONGEST_PAUSE_MS)
      await pause(wait, undefined, stopping).catch(() => {})
      if (stopping.signal.aborted) return
    }
  }

  async function stop() {
    stopping.abort()
    const left = [...members]
    for (const { worker } of left) tell(worker, { stop: true })
    const late = setTimeout(() => {
      for (const { worker } of left) worker.process.kill('SIGKILL')
    }, LONGEST_END_MS)
    await Promise.all(left.map(({ ended }) => ended))
    clearTimeout(late)
  }

  try {
    // Whatever keeps the first one from starting would keep all of them.
    const first = launch()
    const port = await listening(first)
    const others = Array.from({ length: config.workers - 1 }, launch)
    await Promise.all(others.map(listening))
    for (const member of [first, ...others]) keep(member).catch(giveUp)
    return { port, broken, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** One that is just ending hears nothing any more, and need not. */
function tell(worker: Worker, message: ToMember) {
  worker.process.send(message, () => {})
}

/** Waits until a new process listens: the port. Throws what it failed of. */
async function listening({ worker, ended }: Member): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  worker.once('message', (said: FromMember) => {
    if ('port' in said) return resolve(said.port)
    reject(Object.assign(new Error(said.failed.message), said.failed))
  })
  void ended.then(() => reject(new AppError('unavailable', GIVES_UP)))
  return promise
}
