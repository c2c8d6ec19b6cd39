import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppError } from '../lib/errors.ts'
import { readMultipart, type FilePart, type MultipartOptions } from './multipart.ts'

const TYPE = 'multipart/form-data; boundary=cut'

interface Taken {
  filename: string
  mimeType: string
  content: string
}

const take = async ({ filename, mimeType, content }: FilePart): Promise<Taken> => ({
  filename,
  mimeType,
  content: (await buffer(content)).toString('latin1'),
})

const LIMITS = {
  charset: 'utf-8',
  maxFields: 1000,
  maxFieldBytes: 100_000,
  maxFiles: 10,
  maxFileBytes: 100_000,
}

async function* chunked(body: Buffer, sizes: readonly number[]) {
  for (let start = 0, turn = 0; start < body.length; turn++) {
    const size = sizes[turn % sizes.length] ?? body.length
    yield body.subarray(start, start + size)
    start += size
  }
}

const read = (
  body: string | Buffer,
  options: Partial<MultipartOptions<Taken>> = {},
  { type = TYPE, sizes = [7] } = {},
) => {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  return readMultipart(chunked(bytes, sizes), type, { ...LIMITS, onFile: take, ...options })
}

const part = (head: string, content: string) => `--cut\r\n${head}\r\n\r\n${content}\r\n`
const field = (name: string, value: string) =>
  part(`Content-Disposition: form-data; name="${name}"`, value)
const file = (name: string, filename: string, content: string, more = '') =>
  part(`Content-Disposition: form-data; name="${name}"; filename="${filename}"${more}`, content)
const END = '--cut--\r\n'

const error = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) })

test('fields and files come out in the order in which they were sent', async () => {
  const body =
    field('a', '1') + file('f', 'x.txt', 'hello', '\r\nContent-Type: Text/Plain') + field('a', 'ü')
  expect(await read(body + END)).toEqual([
    { name: 'a', value: '1' },
    { name: 'f', upload: { filename: 'x.txt', mimeType: 'text/plain', content: 'hello' } },
    { name: 'a', value: 'ü' },
  ])
})

test('a body whose boundary is not the announced one is read as a single part', async () => {
  const body = field('title', 'x') + END
  const entries = await read(body, {}, { type: 'multipart/form-data; boundary=other' })
  expect(entries).toEqual([{ name: 'title', value: 'x\r\n--cut--\r\n' }])
})

test('a body that ends early keeps its fields and loses the file it ended in', async () => {
  expect(await read(field('a', '1') + field('b', '2').slice(0, -2))).toEqual([
    { name: 'a', value: '1' },
    { name: 'b', value: '2' },
  ])
  expect(await read(field('a', '1') + file('f', 'x', 'hel'))).toEqual([{ name: 'a', value: '1' }])
})

test('a file input that was left empty is an empty field', async () => {
  expect(await read(file('f', '', '') + END)).toEqual([{ name: 'f', value: '' }])
})

test('parts without a name and files whose name is none are skipped', async () => {
  const nameless = part('Content-Disposition: form-data', 'x') + part('X: y', 'z')
  expect(await read(nameless + file('f', '..', 'x') + field('a', '1') + END)).toEqual([
    { name: 'a', value: '1' },
  ])
})

test('base64 is undone in fields and files', async () => {
  const coded = '\r\nContent-Transfer-Encoding: base64'
  const body =
    part(`Content-Disposition: form-data; name="a"${coded}`, 'aGVs\r\nbG8=') +
    part(`Content-Disposition: form-data; name="b"${coded}`, 'aGVsb') +
    file('f', 'x', 'aGVs\r\nbG8=', coded)
  expect(await read(body + END)).toEqual([
    { name: 'a', value: 'hello' },
    { name: 'b', value: 'aGVsb' },
    { name: 'f', upload: { filename: 'x', mimeType: '', content: 'hello' } },
  ])
  const wrong = read(file('f', 'x', 'aGVsb', coded) + END)
  await expect(wrong).rejects.toEqual(error('malformed', /Could not decode base64 data/))
})

test('names and values follow the character set of the request', async () => {
  const body = Buffer.from(field('a', '\xe4') + END, 'latin1')
  expect(await read(body, { charset: 'latin-1' })).toEqual([{ name: 'a', value: 'ä' }])
  expect(await read(body, { charset: 'unheard-of' })).toEqual([{ name: 'a', value: '\ufffd' }])
})

test('a boundary that is missing or impossible is refused', async () => {
  const types = { None: 'multipart/form-data', ä: 'multipart/form-data; boundary=ä' }
  for (const [named, type] of Object.entries(types)) {
    const failure = error('malformed', new RegExp(`^Multipart form parse error - .*${named}$`))
    await expect(read('x', {}, { type })).rejects.toEqual(failure)
  }
})

test('every limit has its error', async () => {
  const fields = field('a', '1').repeat(4) + END
  await expect(read(fields, { maxFields: 1 })).rejects.toEqual(error('malformed', /1 fields/))
  await expect(read(fields, { maxFieldBytes: 15 })).rejects.toEqual(error('too_large', /15 bytes/))
  const files = file('f', 'x', '12345').repeat(2) + END
  await expect(read(files, { maxFiles: 1 })).rejects.toEqual(error('malformed', /1 files/))
  await expect(read(files, { maxFileBytes: 4 })).rejects.toEqual(error('too_large', /4 bytes/))
  const long = part(`X: ${'y'.repeat(1100)}`, 'x') + END
  await expect(read(long)).rejects.toEqual(error('malformed', /header size/))
})

test('a taker of files that reads nothing, or fails, does not confuse the reader', async () => {
  const body = file('f', 'x', 'y'.repeat(500)) + field('a', '1') + END
  const ignored = { filename: '', mimeType: '', content: '' }
  expect(await read(body, { onFile: async () => ignored })).toEqual([
    { name: 'f', upload: ignored },
    { name: 'a', value: '1' },
  ])
  const full = read(body, { onFile: () => Promise.reject(new Error('disk full')) })
  await expect(full).rejects.toThrow('disk full')
})

test('a connection that breaks ends the file that was arriving', async () => {
  const socket = new PassThrough()
  let arriving: Readable | undefined
  const form = readMultipart(socket, TYPE, {
    ...LIMITS,
    onFile: (sent) => {
      arriving = sent.content
      sent.content.once('data', () => socket.destroy())
      return take(sent)
    },
  })
  socket.write(file('f', 'x', 'y'.repeat(100)))
  await expect(form).rejects.toEqual(error('malformed', /connection ended/))
  expect(arriving?.destroyed).toBe(true)
})

const token = fc.constantFrom('a', '\r', '\n', '-', '--cut', 'c', '"', ';', '=', '\r\n\r\n', 'é')
const noise = fc.array(token, { maxLength: 30 }).map((tokens) => tokens.join(''))
const anyPart = fc.oneof(
  fc.tuple(noise, noise).map(([name, value]) => field(name, value)),
  fc.tuple(noise, noise, noise).map(([name, filename, value]) => file(name, filename, value)),
  noise,
)
const anyBody = fc
  .array(anyPart, { maxLength: 6 })
  .map((parts) => Buffer.from(parts.join('') + END))
const anySizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 })

const outcome = (body: Buffer, sizes: readonly number[]) =>
  read(body, { maxFieldBytes: 200 }, { sizes: [...sizes] }).catch((failure: unknown) => {
    if (failure instanceof AppError) return failure.code
    throw failure
  })

test('however a body is cut into chunks, the form is the same', async () => {
  await fc.assert(
    fc.asyncProperty(anyBody, anySizes, async (body, sizes) => {
      expect(await outcome(body, sizes)).toEqual(await outcome(body, [body.length]))
    }),
  )
})

test('no bytes whatever lead to anything but a form or a refusal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), anySizes, async (bytes, sizes) => {
      await outcome(Buffer.concat([Buffer.from('--cut\r\n'), bytes]), sizes)
    }),
  )
})

test('what one writes into a form is what comes out of it', async () => {
  const name = fc.stringMatching(/^[a-z]{1,8}$/)
  const plain = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('--cut'))
  const whole = plain.filter((text) => !/[\r\n]$/.test(text))
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ name, value: whole })),
      anySizes,
      async (fields, sizes) => {
        const body = fields.map((sent) => field(sent.name, sent.value)).join('') + END
        expect(await read(body, {}, { sizes })).toEqual(fields)
      },
    ),
  )
})
