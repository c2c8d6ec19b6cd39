import { expect, test, vi } from 'vitest'
import { databaseSetting } from '../database.ts'
import { readCompose } from './compose-file.ts'
import { byHand } from './containers.ts'
import { startProxy } from './proxy.ts'
import { setUpAt } from './visitor.ts'

vi.setConfig({ testTimeout: 180_000 })

test('of what compose.postgres.yml starts, the servers know of each other, and one may go', async () => {
  const desk = byHand(readCompose('compose.postgres.yml'), await databaseSetting())
  const [server1, server2] = await Promise.all([desk.serve('server1'), desk.serve('server2')])
  const worker = await desk.work('worker')
  const proxy = await startProxy({ server1, server2 })

  const admin = await setUpAt(proxy.url, server1.output() + server2.output())
  const opened = await admin.open(server1.url, 'through the one')
  const read = await admin.read(server2.url, opened.id)
  expect(await admin.download(read.attachment.file)).toBe('through the one')

  // A link leads to where the visitor came from.
  const { attachment } = await admin.read(proxy.url, opened.id)
  expect(attachment.file).toContain(`${proxy.url}/`)
  expect(await admin.download(attachment.file)).toBe('through the one')
  expect(new Set(proxy.answered)).toEqual(new Set(['server1', 'server2']))

  expect(await desk.health('server1', server1)).toBe(0)
  expect(await server1.stop('SIGTERM')).toBe(0)
  expect(await desk.health('server1', server1)).toBe(1)
  expect(await desk.health('server2', server2)).toBe(0)
  const before = proxy.answered.length
  const later = await admin.open(proxy.url, 'while one is away')
  for (let turn = 0; turn < 3; turn += 1) await admin.read(proxy.url, later.id)
  expect(new Set(proxy.answered.slice(before))).toEqual(new Set(['server2']))

  // No server does it: both were told to leave jobs to the worker.
  expect(desk.files('data')).toBe(2)
  expect(await admin.deleteFile(proxy.url, attachment.id)).toBe(204)
  await vi.waitUntil(() => desk.files('data') === 1, { timeout: 30_000 })
  expect(await worker.stop('SIGTERM')).toBe(0)
  expect(await server2.stop('SIGTERM')).toBe(0)
})
