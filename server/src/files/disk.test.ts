import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { diskStore } from './disk.ts'

function desk() {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const files = diskStore(folder)
  const receive = (content: string) =>
    files.receive('a.txt', 'text/plain', Readable.from([content]))
  const names = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
  return { folder, files, receive, names }
}

test('what the last process left is cleared up, and what has a row is kept', async () => {
  const { files, receive, names } = desk()
  const [rowless, named, arriving] = [await receive('1'), await receive('2'), await receive('3')]
  await files.keepIf([rowless, named], async () => {})
  const leftovers = await files.leftovers()
  const later = await receive('4')
  await files.clearUp(leftovers, async (key) => key === named.key)
  expect(leftovers).toHaveLength(3)
  expect(names().toSorted()).toEqual(
    [`${named.key.slice(0, 2)}/${named.key}`, `incoming/${later.key}`].toSorted(),
  )
  expect(await files.size(arriving.key)).toBe(null)
})

test.skipIf(process.platform === 'win32')('nobody else on the machine may read files', async () => {
  const { folder, files, receive, names } = desk()
  const upload = await receive('hello')
  await files.keepIf([upload], async () => {})
  for (const name of names()) expect(statSync(join(folder, name)).mode & 0o077).toBe(0)
})
