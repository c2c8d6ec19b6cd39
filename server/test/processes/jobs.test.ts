import { expect, test, vi } from 'vitest'
import { openDb } from '../../src/db/index.ts'
import { databaseUrlOf } from '../database.ts'
import { dataFolder, setUp, startServer, startWorker } from '../server-process.ts'

vi.setConfig({ testTimeout: 120_000 })

test('jobs are left to workers of their own, which share them, and take up what a dead one began', async () => {
  const folder = dataFolder()
  const server = await startServer(folder, { BELLHOP_JOBS: 'false' })
  await setUp(server)
  expect(server.output()).toContain('Jobs are left to "bellhop worker".')
  await using db = openDb(await databaseUrlOf(folder))
  const payload = JSON.stringify({ keys: ['gone'] })
  const job = { name: 'files.remove', payload, run_at: '2001-01-01T00:00:00.000000Z', attempts: 0 }
  const begun = { ...job, run_at: '2002-01-01T00:00:00.000000Z', attempts: 1 }
  await db
    .insertInto('job')
    .values([begun, ...Array.from({ length: 50 }, () => job)])
    .execute()
  const left = async () => (await db.selectFrom('job').select('id').execute()).length

  expect(await server.stop('SIGTERM')).toBe(0)
  expect(await left()).toBe(51)
  const workers = [await startWorker(folder), await startWorker(folder)]
  await vi.waitUntil(async () => (await left()) === 0, { timeout: 30_000 })
  for (const worker of workers) expect(await worker.stop('SIGTERM')).toBe(0)
})

test('several processes that answer requests leave the jobs to the first one', async () => {
  const folder = dataFolder()
  await startServer(folder, { BELLHOP_WORKERS: '2' })
  await using db = openDb(await databaseUrlOf(folder))
  const payload = JSON.stringify({ keys: [] })
  await db
    .insertInto('job')
    .values({ name: 'files.remove', payload, run_at: '2001-01-01T00:00:00.000000Z' })
    .execute()
  const left = async () => (await db.selectFrom('job').select('id').execute()).length
  await vi.waitUntil(async () => (await left()) === 0, { timeout: 30_000 })
})
