import { expect, test, vi } from 'vitest'
import { readCompose } from './compose-file.ts'
import { byHand } from './containers.ts'
import { setUpAt } from './visitor.ts'

vi.setConfig({ testTimeout: 180_000 })

test('what compose.yml starts is well, says so, and finds all of it again in a new container', async () => {
  const desk = byHand(readCompose('compose.yml'))
  const compiled = desk.compiled()
  const first = await desk.serve('bellhop')
  // It runs on what was compiled for it: other flags would have made a folder of their own.
  expect([compiled.length, desk.compiled()]).toEqual([1, compiled])

  expect(await desk.health('bellhop', first)).toBe(0)
  const admin = await setUpAt(first.url, first.output())
  const { id } = await admin.open(first.url, 'before')
  expect(await first.stop('SIGTERM')).toBe(0)
  expect(await desk.health('bellhop', first)).toBe(1)

  const second = await desk.serve('bellhop')
  const { attachment } = await admin.read(second.url, id)
  expect(await admin.download(attachment.file)).toBe('before')
  expect(await second.stop('SIGTERM')).toBe(0)
})
