import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, describe, expect, test } from 'vitest'
import { uncertain } from '../lib/errors.ts'
import { STORES, stopStorages } from '../../test/s3/stores.ts'

afterAll(stopStorages)

function* broken() {
  yield 'half of '
  throw new Error('cut')
}

const fails = async () => {
  throw new Error('no row')
}

const breaks = async () => {
  throw uncertain('cut')
}

const NOTHING = { arriving: [], kept: [] }

describe.each(STORES)('on %s', (_name, make) => {
  async function desk() {
    const made = await make()
    const receive = (content: string | Iterable<string | Buffer>) =>
      made.files.receive(
        'a.txt',
        'text/plain',
        Readable.from(typeof content === 'string' ? [content] : content),
      )
    return { ...made, receive }
  }

  test('a file that arrives belongs to nothing, and is gone when its request ends', async () => {
    const { files, receive, keys } = await desk()
    const upload = await receive('hello')
    expect(upload).toMatchObject({ filename: 'a.txt', mimeType: 'text/plain', size: 5 })
    expect(await keys()).toEqual({ arriving: [upload.key], kept: [] })
    expect(await files.size(upload.key)).toBe(null)
    await files.discard(upload)
    expect(await keys()).toEqual(NOTHING)
    await files.discard(upload)
  })

  test('a file that was kept stays when its request ends', async () => {
    const { files, receive, keys } = await desk()
    const upload = await receive('hello')
    expect(await files.keepIf([upload], async () => 'done')).toBe('done')
    await files.discard(upload)
    expect(await keys()).toEqual({ arriving: [], kept: [upload.key] })
    expect(await files.size(upload.key)).toBe(5)
    expect(await text(await files.open(upload.key))).toBe('hello')
    expect(await text(await files.open(upload.key, { start: 1, end: 3 }))).toBe('ell')
    expect(await text(await files.open(upload.key, { start: 3 }))).toBe('lo')
  })

  test('an empty file is a file', async () => {
    const { files, receive } = await desk()
    const upload = await receive([])
    expect(upload.size).toBe(0)
    await files.keepIf([upload], async () => {})
    expect(await files.size(upload.key)).toBe(0)
  })

  // The sizes around which an upload goes in parts of five mebibytes.
  test.each([5_242_879, 5_242_880, 5_242_881, 12_000_000])(
    'a file of %d bytes comes out as it went in',
    async (size) => {
      const { files, receive } = await desk()
      const content = Buffer.alloc(size, 'All work and no play makes Jack a dull boy. ')
      const pieces = Array.from({ length: Math.ceil(size / 65_536) }, (_, at) =>
        content.subarray(at * 65_536, (at + 1) * 65_536),
      )
      const upload = await receive(pieces)
      expect(upload.size).toBe(size)
      await files.keepIf([upload], async () => {})
      await files.discard(upload)
      expect(await files.size(upload.key)).toBe(size)
      const end = { start: size - 9, end: size - 1 }
      expect(await text(await files.open(upload.key, end))).toBe(content.subarray(-9).toString())
      expect((await text(await files.open(upload.key))) === content.toString()).toBe(true)
    },
  )

  test('the bytes are in place before the row that names them is written', async () => {
    const { files, receive } = await desk()
    const uploads = [await receive('one'), await receive('three')]
    const sizes = await files.keepIf(uploads, () =>
      Promise.all(uploads.map(({ key }) => files.size(key))),
    )
    expect(sizes).toEqual([3, 5])
  })

  test('none of several files is kept when their rows cannot be written', async () => {
    const { files, receive, keys } = await desk()
    const uploads = [await receive('one'), await receive('two')]
    await expect(files.keepIf(uploads, fails)).rejects.toThrow('no row')
    expect((await keys()).kept).toEqual([])
    for (const upload of uploads) await files.discard(upload)
    expect(await keys()).toEqual(NOTHING)
  })

  test('files stay where nobody knows whether their rows were written, and are marked as new', async () => {
    const { files, receive, keys } = await desk()
    const upload = await receive('one')
    await expect(files.keepIf([upload], breaks)).rejects.toThrow('may have been made, or not')
    await files.discard(upload)
    expect(await keys()).toEqual({ arriving: [upload.key], kept: [upload.key] })
  })

  test('none of several files is kept when one of them is missing', async () => {
    const { files, receive, keys } = await desk()
    const [there, gone] = [await receive('one'), await receive('two')]
    await files.discard(gone)
    let asked = false
    const keeping = files.keepIf([there, gone], async () => (asked = true))
    await expect(keeping).rejects.toThrow()
    expect(asked).toBe(false)
    expect(await keys()).toEqual({ arriving: [there.key], kept: [] })
  })

  test.each([1, 200])('a file that breaks off after piece %d leaves nothing', async (pieces) => {
    const { receive, keys } = await desk()
    function* long() {
      for (let sent = 1; sent < pieces; sent += 1) yield Buffer.alloc(65_536)
      yield* broken()
    }
    await expect(receive(long())).rejects.toThrow('cut')
    expect(await keys()).toEqual(NOTHING)
  })

  test('a kept file can be deleted, and deleting it twice is no error', async () => {
    const { files, receive, keys } = await desk()
    const upload = await receive('hello')
    await files.keepIf([upload], async () => {})
    await files.discard(upload)
    await files.remove([upload.key, 'never-was'])
    await files.remove([upload.key])
    expect(await keys()).toEqual(NOTHING)
    expect(await files.size(upload.key)).toBe(null)
  })

  test('files that are there can be reached', async () => {
    const { files } = await desk()
    await expect(files.reach()).resolves.toBeUndefined()
  })
})
