import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { fileStore } from './store.ts'

function desk() {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const files = fileStore(folder)
  onTestFinished(files.close)
  const receive = (content: string | Iterable<string>) =>
    files.receive(
      'a.txt',
      'text/plain',
      Readable.from(typeof content === 'string' ? [content] : content),
    )
  const names = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
      .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
      .map((name) => name.replace(/^incoming\/[^/]+/, 'incoming'))
  return { folder, files, receive, names }
}

function* broken() {
  yield 'half of '
  throw new Error('cut')
}

const fails = async () => {
  throw new Error('no row')
}

test('a file that arrives belongs to nothing, and is gone when its request ends', async () => {
  const { files, receive, names } = desk()
  const upload = await receive('hello')
  expect(upload).toMatchObject({ filename: 'a.txt', mimeType: 'text/plain', size: 5 })
  expect(names()).toEqual([`incoming/${upload.key}`])
  expect(await files.size(upload.key)).toBe(null)
  await files.discard(upload)
  expect(names()).toEqual([])
  await files.discard(upload)
})

test('a file that was kept stays when its request ends', async () => {
  const { files, receive, names } = desk()
  const upload = await receive('hello')
  expect(await files.keepIf([upload], async () => 'done')).toBe('done')
  await files.discard(upload)
  expect(names()).toEqual([`${upload.key.slice(0, 2)}/${upload.key}`])
  expect(await files.size(upload.key)).toBe(5)
  expect(await text(files.open(upload.key))).toBe('hello')
  expect(await text(files.open(upload.key, { start: 1, end: 3 }))).toBe('ell')
})

test('the bytes are in place before the row that names them is written', async () => {
  const { files, receive } = desk()
  const uploads = [await receive('one'), await receive('three')]
  const sizes = await files.keepIf(uploads, () =>
    Promise.all(uploads.map(({ key }) => files.size(key))),
  )
  expect(sizes).toEqual([3, 5])
})

test('none of several files is kept when their rows cannot be written', async () => {
  const { files, receive, names } = desk()
  const uploads = [await receive('one'), await receive('two')]
  await expect(files.keepIf(uploads, fails)).rejects.toThrow('no row')
  expect(names().every((name) => name.startsWith('incoming'))).toBe(true)
  for (const upload of uploads) await files.discard(upload)
  expect(names()).toEqual([])
})

test('none of several files is kept when one of them is missing', async () => {
  const { files, receive, names } = desk()
  const [there, gone] = [await receive('one'), await receive('two')]
  await files.discard(gone)
  let asked = false
  const keeping = files.keepIf([there, gone], async () => (asked = true))
  await expect(keeping).rejects.toThrow('ENOENT')
  expect(asked).toBe(false)
  expect(names()).toEqual([`incoming/${there.key}`])
})

test('a file that breaks off while it arrives leaves nothing', async () => {
  const { receive, names } = desk()
  await expect(receive(broken())).rejects.toThrow('cut')
  expect(names()).toEqual([])
})

test('a kept file can be deleted, and deleting it twice is no error', async () => {
  const { files, receive, names } = desk()
  const upload = await receive('hello')
  await files.keepIf([upload], async () => {})
  await files.discard(upload)
  await files.remove([upload.key, 'never-was'])
  await files.remove([upload.key])
  expect(names()).toEqual([])
  expect(await files.size(upload.key)).toBe(null)
})

test('what a process left is cleared up by another, what has a row is kept, and who lives is let be', async () => {
  const { folder, files, receive, names } = desk()
  const [rowless, named, arriving] = [await receive('1'), await receive('2'), await receive('3')]
  await files.keepIf([rowless, named], async () => {})
  const other = fileStore(folder)
  onTestFinished(other.close)
  const before = names()
  await other.clearUp(async () => false)
  expect(names()).toEqual(before)

  files.close()
  const later = await receive('4')
  await other.clearUp(async (key) => key === named.key)
  expect(names().toSorted()).toEqual(
    [`${named.key.slice(0, 2)}/${named.key}`, `incoming/${later.key}`].toSorted(),
  )
  expect(await files.size(arriving.key)).toBe(null)
})

test.skipIf(process.platform === 'win32')('nobody else on the machine may read files', async () => {
  const { folder, files, receive } = desk()
  const upload = await receive('hello')
  await files.keepIf([upload], async () => {})
  for (const name of readdirSync(folder, { recursive: true })) {
    expect(statSync(join(folder, String(name))).mode & 0o077).toBe(0)
  }
})
