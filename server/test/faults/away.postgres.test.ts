import { expect, onTestFinished, test, vi } from 'vitest'
import { compare } from '../crash/book.ts'
import { flawsOf } from '../crash/soundness.ts'
import type { Desk } from '../crash/tickets.ts'
import { useDatabase } from '../database.ts'
import { startCluster } from '../postgres/cluster.ts'
import { findPrograms } from '../postgres/programs.ts'
import { dataFolder, setUp, startServer } from '../server-process.ts'
import { putLoadOn } from './under-load.ts'

const ABSENCE_MS = process.env.BELLHOP_TESTS === 'full' ? 30_000 : 3000
const SOME = 30
/** A request may wait for a moment, for it may be a restart; and this machine may be busy. */
const LONGEST_MS = 5000
const USUAL_MS = 500

const withPostgres = test.skipIf(!findPrograms())

withPostgres(
  `a database that is away for ${ABSENCE_MS / 1000} seconds is a quick 503, and over when it is back, without a restart`,
  async () => {
    const cluster = await startCluster({ synchronous_commit: 'on' })
    onTestFinished(cluster.stop)
    const folder = dataFolder()
    useDatabase(folder, cluster.url('postgres'))
    const server = await startServer(folder)
    const desk = { url: server.url, token: await setUp(server) }
    const load = putLoadOn(desk)
    await load.acknowledged(SOME)

    await cluster.halt()
    const answers = await askUntilRefusedFor(ABSENCE_MS, desk)
    expect(answers.filter(({ isRefused }) => !isRefused)).toEqual([])
    const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b)
    const usual = times[Math.floor(times.length / 2)]!
    console.info(`Refused within ${Math.round(times.at(-1)!)} ms, usually ${Math.round(usual)} ms`)
    expect(times.at(-1)).toBeLessThan(LONGEST_MS)
    expect(usual).toBeLessThan(USUAL_MS)

    await cluster.start()
    await load.acknowledged(SOME)
    expect((await fetch(`${desk.url}/readyz`)).status).toBe(200)
    await load.stop()
    expect(load.book.doubtful.size).toBeLessThanOrEqual(load.writers)
    expect(await server.stop('SIGTERM')).toBe(0)
    const { url } = await startServer(folder)
    await compare({ ...desk, url }, load.book)
    expect(await flawsOf(folder)).toEqual([])
  },
  180_000,
)

/** Asks for this and that until it has been refused for so long. */
async function askUntilRefusedFor(absence: number, { url, token }: Desk) {
  const authorization = `Token ${token}`
  const answers: { path: string; isRefused: boolean; ms: number }[] = []
  const start = performance.now()
  async function ask(path: string) {
    const asked = performance.now()
    const { status, headers } = await fetch(`${url}${path}`, { headers: { authorization } })
    const isRefused = status === 503 && Number(headers.get('retry-after')) > 0
    answers.push({ path, isRefused, ms: performance.now() - asked })
  }
  await vi.waitUntil(
    async () => {
      await Promise.all(['/readyz', '/api/tickets/', '/api/tickets/1/'].map(ask))
      expect((await fetch(`${url}/healthz`)).status).toBe(200)
      return performance.now() - start >= absence
    },
    { timeout: absence + 30_000, interval: 50 },
  )
  return answers
}
