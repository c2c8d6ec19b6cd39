import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import { textFile } from '../../test/client.ts'
import { STORES, stopStorages } from '../../test/s3/stores.ts'
import { readConfig } from '../config.ts'
import { diskStore } from '../files/disk.ts'
import { openFiles } from '../files/open.ts'
import type { FileStore } from '../files/store.ts'
import { copyFiles } from './files.ts'

afterAll(stopStorages)

const silent = { start: () => {}, step: () => {} }
const CONTENTS = ['one', '', 'All work and no play. '.repeat(300_000), 'four', 'five']

/** A helpdesk with a few files, an empty one and a large one among them, and their keys. */
async function desk() {
  const { db, admin, queue, ctx } = await testApp()
  for (const [at, content] of CONTENTS.entries()) {
    const form = { ...newTicket(queue), attachment: textFile(`${at}.txt`, content || 'x') }
    await admin.postForm('/api/tickets/', form)
  }
  const rows = await db.selectFrom('attachment').select('key').orderBy('id').execute()
  const keys = rows.map(({ key }) => key)
  // Nobody can add an empty file, but there may be one.
  await ctx.files.remove([keys[1]!])
  await put(ctx.files, keys[1]!, '')
  return { db, files: ctx.files, keys }
}

const textOf = async (files: FileStore, key: string) =>
  (await files.size(key)) === 0 ? '' : String(await buffer(await files.open(key)))

async function contents(files: FileStore, keys: string[]) {
  const texts: string[] = []
  for (const key of keys) texts.push(await textOf(files, key))
  return texts
}

/** Keeps something else under the key of a file. */
async function put(files: FileStore, key: string, content: string) {
  const upload = await files.receive('x', 'text/plain', Readable.from([content]), key)
  await files.keepIf([upload], async () => {})
  await files.discard(upload)
}

describe.each(STORES)('on %s', (_name, make) => {
  test('every file is there afterwards as it was, nothing besides, and goes back as well', async () => {
    const { db, files, keys } = await desk()
    const { files: to, keys: names } = await make()
    const seen = { total: 0, steps: 0 }
    const copied = await copyFiles(
      db,
      { from: files, to },
      { start: (total) => (seen.total = total), step: (more) => (seen.steps += more) },
    )
    expect(copied).toEqual({ copied: 5, there: 0, missing: [] })
    expect(seen).toEqual({ total: 5, steps: 5 })
    expect((await contents(to, keys)).join() === CONTENTS.join()).toBe(true)
    expect(await names()).toEqual({ arriving: [], kept: keys.toSorted() })

    await files.remove(keys)
    expect(await copyFiles(db, { from: to, to: files }, silent)).toMatchObject({ copied: 5 })
    expect((await contents(files, keys)).join() === CONTENTS.join()).toBe(true)
  })

  test('what is there already is left, unless it is another file, or half of one', async () => {
    const { db, files, keys } = await desk()
    const { files: to, keys: names } = await make()
    await put(to, keys[0]!, 'eno')
    await put(to, keys[2]!, 'All work')
    await put(to, keys[4]!, 'five')
    expect(await copyFiles(db, { from: files, to }, silent)).toMatchObject({ copied: 4, there: 1 })
    expect((await contents(to, keys)).join() === CONTENTS.join()).toBe(true)
    expect(await copyFiles(db, { from: files, to }, silent)).toMatchObject({ copied: 0, there: 5 })
    expect((await names()).arriving).toEqual([])
  })
})

const [, makeFolder] = STORES[0]!

test('two runs at once leave each other’s files, and both of them find all', async () => {
  const { db, files, keys } = await desk()
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-copy-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [one, other] = [diskStore(folder), diskStore(folder)]
  const runs = [one, other].map((to) => copyFiles(db, { from: files, to }, silent))
  for (const { copied, there } of await Promise.all(runs)) expect(copied + there).toBe(5)
  expect((await contents(one, keys)).join() === CONTENTS.join()).toBe(true)
  for (const to of [one, other]) await to.close()
})

test('each file that is missing is named, and all others are copied', async () => {
  const { db, files, keys } = await desk()
  const { files: to, keys: names } = await makeFolder()
  await files.remove([keys[1]!, keys[3]!])
  const { missing, ...counts } = await copyFiles(db, { from: files, to }, silent)
  expect(counts).toEqual({ copied: 3, there: 0 })
  expect(missing.map(({ filename, ticket_id }) => [filename, ticket_id]).toSorted()).toEqual([
    ['1.txt', 2],
    ['3.txt', 4],
  ])
  expect((await names()).kept).toHaveLength(3)
})

test.each(['size', 'open'] as const)(
  'a file that is deleted before its %s is asked for is not missing, and others are copied',
  async (question) => {
    const { db, files, keys } = await desk()
    const { files: to } = await makeFolder()
    async function deleted(key: string) {
      if (key !== keys[3]) return
      await db.deleteFrom('attachment').where('key', '=', key).execute()
      await files.remove([key])
    }
    const from: FileStore = {
      ...files,
      [question]: async (key: string) => (await deleted(key), files[question](key)),
    }
    const copied = await copyFiles(db, { from, to }, silent)
    expect(copied).toEqual({ copied: 4, there: 0, missing: [] })
    expect(await to.size(keys[3]!)).toBe(null)
  },
)

test('what breaks off leaves whole files alone, and is taken up by the next run', async () => {
  const { db, files, keys } = await desk()
  const { files: to, keys: names } = await makeFolder()
  const breaking = copyFiles(
    db,
    { from: files, to },
    {
      start: () => {},
      step: () => {
        throw new Error('The cable was pulled.')
      },
    },
  )
  await expect(breaking).rejects.toThrow('The cable was pulled.')
  const { kept, arriving } = await names()
  expect(arriving).toEqual([])
  for (const key of kept) expect(CONTENTS).toContain(await textOf(to, key))
  const { copied, there } = await copyFiles(db, { from: files, to }, silent)
  expect([there, copied + there]).toEqual([kept.length, 5])
  expect((await contents(to, keys)).join() === CONTENTS.join()).toBe(true)
})

test('a place that gives back something else is told of, and is left without the file', async () => {
  const { db, files } = await desk()
  const LIE = 'something else'
  const objects = new Set<string>()
  const liar = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://any')
    if (request.method === 'PUT') objects.add(pathname)
    if (request.method === 'DELETE') objects.delete(pathname)
    request.resume()
    if (!objects.has(pathname) && request.method !== 'DELETE') response.statusCode = 404
    const content = { PUT: '<CopyObjectResult/>', GET: LIE }[request.method!] ?? ''
    const length = request.method === 'HEAD' ? LIE.length : content.length
    response.setHeader('content-length', length).end(content)
  })
  await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void liar.close().closeAllConnections())
  const { port } = liar.address() as AddressInfo
  const to = openFiles(
    readConfig({
      FILES_URL: `s3://desk?endpoint=http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
    }).files,
  )
  onTestFinished(() => to.close())
  await db.deleteFrom('attachment').where('filename', '!=', '0.txt').execute()
  const failing = copyFiles(db, { from: files, to }, silent)
  await expect(failing).rejects.toThrow('("0.txt") is not the same in the new place')
  expect([...objects]).toEqual([])
})

test('a file that no row names stays where it is', async () => {
  const { db, files } = await desk()
  const { files: to, keys: names } = await makeFolder()
  const stray = randomUUID()
  await put(files, stray, 'nobody knows me')
  await copyFiles(db, { from: files, to }, silent)
  expect((await names()).kept).not.toContain(stray)
})
