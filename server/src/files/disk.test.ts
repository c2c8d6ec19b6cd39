import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { diskStore } from './disk.ts'

function desk() {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const files = diskStore(folder)
  onTestFinished(() => files.close())
  const receive = (content: string) =>
    files.receive('a.txt', 'text/plain', Readable.from([content]))
  const names = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
      .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
      .map((name) => name.replace(/^incoming\/[^/]+/, 'incoming'))
  return { folder, files, receive, names }
}

test('what a process left is cleared up by another, what has a row is kept, and who lives is let be', async () => {
  const { folder, files, receive, names } = desk()
  const [rowless, named, arriving] = [await receive('1'), await receive('2'), await receive('3')]
  await files.keepIf([rowless, named], async () => {})
  const other = diskStore(folder)
  onTestFinished(() => other.close())
  const before = names()
  await other.clearUp(async () => false, new Date())
  expect(names()).toEqual(before)

  await files.close()
  const later = await receive('4')
  await other.clearUp(async (key) => key === named.key, new Date())
  expect(names().toSorted()).toEqual(
    [`${named.key.slice(0, 2)}/${named.key}`, `incoming/${later.key}`].toSorted(),
  )
  expect(await files.size(arriving.key)).toBe(null)
})

test('what has been kept under the same key already stays when keeping it again fails', async () => {
  const { files, receive } = desk()
  const first = await receive('first')
  await files.keepIf([first], async () => {})
  await files.discard(first)
  const again = await files.receive('a.txt', 'text/plain', Readable.from(['2nd']), first.key)
  const other = await receive('other')
  await expect(files.keepIf([other, again], async () => {})).rejects.toThrow('EEXIST')
  expect(await files.size(first.key)).toBe(5)
  expect(await files.size(other.key)).toBe(null)
})

test('a file that is gone is an error for who reads it, however late that is', async () => {
  const { files } = desk()
  const content = await files.open('gone')
  // If it were opened at once, that would have failed by now.
  for (let turns = 0; turns < 20; turns += 1) await files.size('gone')
  await expect(text(content)).rejects.toThrow('ENOENT')
})

test('a file that cannot be looked for is not one that is not there', async () => {
  const { folder, files } = desk()
  writeFileSync(join(folder, 'ab'), 'not a folder')
  await expect(files.size('abc')).rejects.toThrow('ENOTDIR')
})

test.skipIf(process.platform === 'win32')('nobody else on the machine may read files', async () => {
  const { folder, files, receive } = desk()
  const upload = await receive('hello')
  await files.keepIf([upload], async () => {})
  const all = readdirSync(folder, { recursive: true }).map(String)
  expect(all.length).toBeGreaterThan(2)
  for (const name of all) expect(statSync(join(folder, name)).mode & 0o077).toBe(0)
})
