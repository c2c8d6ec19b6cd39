import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { BUCKET, type Program, startStorage, type Storage } from '../../test/s3/storage.ts'
import { sharedStorage, stopStorages } from '../../test/s3/stores.ts'
import { ConfigError, readConfig } from '../config.ts'
import { AppError } from '../lib/errors.ts'
import { checkFiles } from './check.ts'
import { keepClean } from './clean.ts'
import { openFiles } from './open.ts'

afterAll(stopStorages)

const AWAY = 'Files cannot be reached at the moment. Please try again soon.'
const PIECE = Buffer.alloc(65_536)
const LARGE = Array.from({ length: 200 }, () => PIECE)

function storeWith(settings: Record<string, string>) {
  const files = openFiles(readConfig(settings).files)
  onTestFinished(() => files.close())
  const receive = (content: Iterable<string | Buffer> = ['hello']) =>
    files.receive('a.txt', 'text/plain', Readable.from(content))
  return { files, receive }
}

async function desk(program: Program, more: Record<string, string> = {}) {
  const storage = await sharedStorage(program)
  return deskIn(storage, more)
}

function deskIn(storage: Storage, more: Record<string, string> = {}) {
  const prefix = `tests/${randomUUID()}`
  const settings = storage.settings(prefix, more)
  return { storage, prefix, settings, ...storeWith(settings) }
}

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it worked'),
    (error: Error) => error,
  )

async function startRefusal(settings: Record<string, string>) {
  const said: string[] = []
  const error = await checkFiles(storeWith(settings).files, (line) => said.push(line)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return { error, said }
}

test('nothing is in the storage of a large file that breaks off, not even its parts', async () => {
  const { storage, prefix, receive } = await desk('fauxqs')
  const seen: number[] = []
  async function* cut() {
    yield* LARGE
    seen.push(await storage.uploads())
    throw new Error('cut')
  }
  const files = storeWith(storage.settings(prefix)).files
  await expect(files.receive('a', 'b', Readable.from(cut()))).rejects.toThrow('cut')
  expect(seen).toEqual([1])
  expect(await storage.uploads()).toBe(0)
  await receive(LARGE)
  expect(await storage.uploads()).toBe(0)
  expect(await storage.list(prefix)).toHaveLength(1)
})

test('what stays of an upload whose end is unknown is found, and cleaned up by its age', async () => {
  const storage = await sharedStorage('fauxqs')
  const { files, receive, prefix } = deskIn(storage)
  const upload = await receive()
  await storage.s3.copyObject({
    Bucket: BUCKET,
    CopySource: `${BUCKET}/${prefix}/incoming/${upload.key}`,
    Key: `${prefix}/files/${upload.key}`,
  })
  const stop = new AbortController()
  await keepClean(files, {
    isNamed: async () => {
      stop.abort()
      return false
    },
    signal: stop.signal,
    now: () => new Date(Date.now() + 25 * 3_600_000),
    onError: (error) => expect.fail(String(error)),
  })
  expect(await storage.list(prefix)).toEqual([])
})

test('two servers share a bucket: what the one receives is not left over for the other', async () => {
  const storage = await sharedStorage('fauxqs')
  const { receive, settings } = deskIn(storage)
  const upload = await receive()
  const { files } = storeWith(settings)
  await files.clearUp(async () => false, new Date(Date.now() - 60_000))
  await files.keepIf([upload], async () => {})
  expect(await files.size(upload.key)).toBe(5)
})

test('a start with a wrong secret, key or bucket is refused, in words that hold no secret', async () => {
  const { settings } = await desk('s3rver')
  const wrong = [
    [{ AWS_SECRET_ACCESS_KEY: 'not-the-secret' }, 'SignatureDoesNotMatch'],
    [{ AWS_ACCESS_KEY_ID: 'nobody' }, 'InvalidAccessKeyId'],
    [{ FILES_URL: settings.FILES_URL!.replace(`//${BUCKET}/`, '//other/') }, 'NoSuchBucket'],
  ] as const
  for (const [more, word] of wrong) {
    const { error } = await startRefusal({ ...settings, ...more })
    expect(error).toBeInstanceOf(ConfigError)
    expect(String(error)).toContain(`FILES_URL cannot be used: ${word}`)
    expect(String(error)).not.toContain('not-the-secret')
  }
  expect(await startRefusal(settings)).toEqual({ error: undefined, said: [] })
})

test('a link past this server opens one file for saving, and nothing else', async () => {
  const { files, receive, settings } = await desk('s3rver')
  const upload = await receive()
  await files.keepIf([upload], async () => {})
  // s3rver takes a signature for wrong where a value has one of !'()*.
  const given = { type: 'text/x-note', disposition: 'attachment; filename="grüße.txt"' }
  expect(await files.linkTo(upload.key, given)).toBe(null)
  const redirecting = storeWith({ ...settings, BELLHOP_FILES_REDIRECT: 'true' }).files
  const link = new URL((await redirecting.linkTo(upload.key, given))!)
  const answer = await fetch(link)
  expect([answer.status, await answer.text()]).toEqual([200, 'hello'])
  expect(answer.headers.get('content-type')).toBe('text/x-note')
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="gr/)
  const changes: ((url: URL) => void)[] = [
    (url) => url.searchParams.set('response-content-disposition', 'inline'),
    (url) => url.searchParams.set('X-Amz-Expires', '600'),
    (url) => (url.pathname = url.pathname.replace('/files/', '/incoming/')),
  ]
  for (const change of changes) {
    const other = new URL(link)
    change(other)
    expect((await fetch(other)).status).toBe(403)
  }
  expect((await fetch(link, { method: 'DELETE' })).status).toBe(403)
})

test('no browser shows what is in the bucket, whatever is asked of it', async () => {
  const { storage, files, receive, prefix } = await desk('fauxqs')
  const uploads = [await receive(['<script>']), await receive(LARGE)]
  await files.keepIf(uploads, async () => {})
  for (const { key } of uploads) {
    const object = await storage.s3.headObject({ Bucket: BUCKET, Key: `${prefix}/files/${key}` })
    expect(object).toMatchObject({
      ContentType: 'application/octet-stream',
      ContentDisposition: 'attachment',
    })
  }
})

test('a storage that is away fails kindly and leaves nothing, and works again once it is back', async () => {
  await using storage = await startStorage('s3rver')
  const { files, receive, prefix, settings } = deskIn(storage)
  const kept = await receive()
  await files.keepIf([kept], async () => {})
  await files.discard(kept)
  const arrived = await receive()

  await storage.stop()
  let wrote = false
  const attempts = [
    () => receive(),
    () => receive(LARGE),
    () => files.keepIf([arrived], async () => (wrote = true)),
    () => files.size(kept.key),
    () => files.open(kept.key),
    () => files.remove([kept.key]),
    () => files.reach(),
  ]
  for (const attempt of attempts) {
    const error = await errorOf(attempt())
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'unavailable', message: AWAY, retryAfter: 5 })
    expect(String(error.cause)).toContain('ECONNREFUSED')
  }
  expect(wrote).toBe(false)
  await files.discard(arrived)
  const { error, said } = await startRefusal(settings)
  expect([error, said]).toEqual([undefined, [expect.stringContaining('cannot be reached yet')]])

  await storage.start()
  await files.reach()
  expect(await files.size(kept.key)).toBe(5)
  // Nobody knows what became of its copy, so its mark stays for the day.
  const left = await storage.list(prefix)
  expect(left).toEqual([`files/${kept.key}`, `incoming/${arrived.key}`].toSorted())
})

test('a storage that does not answer is waited for no longer than was set', async () => {
  await using storage = await startStorage('s3rver')
  const { files, receive } = deskIn(storage, { timeout: '0.5' })
  const upload = await receive()
  storage.signal('SIGSTOP')
  for (const attempt of [() => receive(), () => files.keepIf([upload], async () => {})]) {
    const error = await errorOf(attempt())
    expect([error.message, String(error.cause)]).toEqual([
      AWAY,
      'StorageError: Timeout: no answer within 0.5 seconds',
    ])
  }
  storage.signal('SIGCONT')
  await vi.waitFor(() => files.reach())
})

test('a server that stops does not wait for a storage that does not answer', async () => {
  await using storage = await startStorage('s3rver')
  const { files, receive } = deskIn(storage, { timeout: '900' })
  await receive()
  storage.signal('SIGSTOP')
  const removing = errorOf(files.remove(['one', 'two']))
  await files.close()
  expect(await removing).toMatchObject({ code: 'unavailable', message: AWAY })
  expect(await errorOf(files.size('one'))).toMatchObject({ code: 'unavailable' })
})

test('a copy that is kept against our will has its mark, until it is cleaned up', async () => {
  await using storage = await startStorage('s3rver')
  const { files, receive, prefix } = deskIn(storage)
  const upload = await receive()
  const keeping = files.keepIf([upload], async () => {
    await storage.stop()
    throw new Error('no row')
  })
  await expect(keeping).rejects.toThrow('no row')
  await storage.start()
  await files.discard(upload)
  expect(await storage.list(prefix)).toEqual([`files/${upload.key}`, `incoming/${upload.key}`])
  await files.remove([upload.key])
  expect(await storage.list(prefix)).not.toContain(`files/${upload.key}`)
})

test('a storage that answers with its own failures, or with nonsense, is away', async () => {
  const statuses = [500, 503, 429, 403, 302]
  let status = 500
  const broken = createServer((_request, response) => response.writeHead(status).end('<oops'))
  await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void broken.close().closeAllConnections())
  const { port } = broken.address() as AddressInfo
  const { files, receive } = storeWith({
    FILES_URL: `s3://desk?endpoint=http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'very-secret',
  })
  for (status of statuses) {
    for (const attempt of [() => receive(), () => files.size('x'), () => files.open('x')]) {
      const error = await errorOf(attempt())
      expect([status, error.message]).toEqual([status, AWAY])
      expect(JSON.stringify(error.cause) + String(error.cause)).not.toContain('very-secret')
    }
  }
})

test('a download whose storage falls silent in the middle ends with an error', async () => {
  const silent = createServer((_request, response) => {
    response.writeHead(206, { 'content-length': 1000 }).write('the beginning')
  })
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void silent.close().closeAllConnections())
  const { port } = silent.address() as AddressInfo
  const { files } = storeWith({
    FILES_URL: `s3://desk?endpoint=http://127.0.0.1:${port}&timeout=0.2`,
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
  })
  const content = await files.open('x')
  await expect(content.toArray()).rejects.toThrow('The file storage fell silent.')
})

test('what a crash left is thrown away once it is old, and what has a row is kept', async () => {
  const storage = await sharedStorage('fauxqs')
  const { files, receive, prefix } = deskIn(storage)
  const [rowless, named, arriving] = [await receive(), await receive(), await receive()]
  await files.keepIf([rowless, named], async () => {})
  await files.clearUp(async () => false, new Date(0))
  expect(await storage.list(prefix)).toContain(`incoming/${arriving.key}`)
  await files.clearUp(async (key) => key === named.key, new Date(Date.now() + 60_000))
  expect(await storage.list(prefix)).toEqual([`files/${named.key}`])
})
