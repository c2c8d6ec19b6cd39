import type { Context } from '../context.ts'
import type { Upload } from '../files/store.ts'
import { AppError, invalid, malformed, tooLarge, unsupportedMediaType } from '../lib/errors.ts'
import { decodeUtf8, DecodeError } from '../lib/utf8.ts'
import type { FileValue, Value } from '../lib/value.ts'
import { findCharset, utf8 } from './charset.ts'
import type { Fields } from './fields/field.ts'
import { type FormInput, parseFields, type ParsedValues } from './fields/parse.ts'
import { JsonError, parseJson } from './json.ts'
import { readMultipart } from './multipart.ts'
import type { Request } from './types.ts'
import { MAX_FIELDS, parseUrlencoded } from './urlencoded.ts'

/** How much of a body is read. */
type Limits = Context['config']['limits']

/** Enough for a name and a password, from whoever it may be. */
const A_FEW_FIELDS: Limits = { bodyBytes: 64_000, uploadBytes: 64_000, fileBytes: 0, files: 0 }

/** A request's body, however it was written, and the files that came with it. */
export interface Form extends AsyncDisposable {
  input: Value | FormInput
}

/**
 * Read it with `await using`: files that nobody kept are thrown away when the handler ends. What it
 * returns must have been awaited by then.
 */
export async function readForm(
  ctx: Context,
  request: Request,
  limits: Limits = ctx.config.limits,
): Promise<Form> {
  const uploads: Upload[] = []
  const discard = async () => {
    await Promise.all(uploads.map((upload) => ctx.files.discard(upload)))
  }
  try {
    return {
      input: await readBody(ctx, request, { limits, uploads }),
      [Symbol.asyncDispose]: discard,
    }
  } catch (error) {
    await discard()
    const isCutOff = request.raw.readableAborted && !(error instanceof AppError)
    throw isCutOff ? malformed('The body broke off.') : error
  }
}

export interface ParseOptions<C> {
  /** Whether fields may be left out, as PATCH may. */
  partial?: boolean
  context: C
}

/** The values of a form's fields; throws what is wrong with them, field by field. */
export async function parseForm<C, F extends Fields<C>>(
  { input }: Form,
  fields: F,
  { partial = false, context }: ParseOptions<C>,
): Promise<ParsedValues<F>> {
  const parsed = await parseFields(fields, input, { partial, context })
  if (!parsed.ok) throw invalid(parsed.errors)
  return parsed.value
}

/** A form without files, read and parsed in one step. */
export async function readFields<F extends Fields<Context>>(
  ctx: Context,
  request: Request,
  fields: F,
): Promise<ParsedValues<F>> {
  await using form = await readForm(ctx, request, A_FEW_FIELDS)
  // Awaited here: a promise that fails while the files are thrown away would end the process.
  return await parseForm(form, fields, { context: ctx })
}

interface Reading {
  limits: Limits
  uploads: Upload[]
}

async function readBody(ctx: Context, request: Request, reading: Reading) {
  const header = request.sentType
  const { type, charset } = mediaTypeOf(header ?? '')
  // Nothing sent is an empty form, whatever it is called.
  if (type === 'multipart/form-data')
    return readMultipartForm(ctx, request, { ...reading, header: header!, charset })
  const bytes = await readBytes(request, reading.limits.bodyBytes)
  if (bytes.length === 0) return new Map<string, string[]>()
  if (type === 'application/json') return readJson(bytes, charset)
  if (type === 'application/x-www-form-urlencoded') return grouped(parseUrlencoded(bytes, charset))
  throw unsupportedMediaType(header ?? '')
}

function mediaTypeOf(header: string): { type: string; charset: string } {
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim())
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter)) ?? ''
  return {
    type: type.toLowerCase(),
    charset: charset.slice('charset='.length).replaceAll('"', '') || 'utf-8',
  }
}

async function readBytes(request: Request, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of piecesOf(request, most)) chunks.push(chunk)
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
}

/** A body as it arrives, as long as it is not too large. */
async function* piecesOf(request: Request, most: number): AsyncGenerator<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > most) throw bodyTooLarge(most)
  let size = 0
  // A request that is refused half way must still get its answer, so its socket stays open.
  for await (const chunk of request.raw.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length
    if (size > most) throw bodyTooLarge(most)
    yield chunk as Buffer
  }
}

const bodyTooLarge = (most: number) =>
  tooLarge(`The body is too large: ${most / 1_000_000} MB is the most.`)

function readJson(bytes: Buffer, charset: string): Value {
  const known = findCharset(charset) ?? utf8
  try {
    return parseJson(known === utf8 ? decodeUtf8(bytes) : known.decode(bytes))
  } catch (error) {
    if (error instanceof JsonError || error instanceof DecodeError) {
      throw malformed(`JSON parse error - ${error.message}`)
    }
    throw error
  }
}

async function readMultipartForm(
  ctx: Context,
  request: Request,
  { limits, uploads, header, charset }: Reading & { header: string; charset: string },
): Promise<FormInput> {
  const { bodyBytes, fileBytes, files, uploadBytes } = limits
  const entries = await readMultipart(piecesOf(request, uploadBytes), header, {
    charset,
    maxFields: MAX_FIELDS,
    maxFieldBytes: bodyBytes,
    maxFiles: files,
    maxFileBytes: fileBytes,
    onFile: async ({ filename, mimeType, content }) => {
      const upload = await ctx.files.receive(filename, mimeType, content)
      uploads.push(upload)
      return upload
    },
  })
  // As in Django's forms, what is no file comes first: a file of the same name counts.
  const values = entries.flatMap((entry) =>
    'value' in entry ? [[entry.name, entry.value] as const] : [],
  )
  const received = entries.flatMap((entry) =>
    'upload' in entry ? [[entry.name, entry.upload] as const] : [],
  )
  return grouped([...values, ...received])
}

function grouped(pairs: Iterable<readonly [string, string | FileValue]>): FormInput {
  const form = new Map<string, (string | FileValue)[]>()
  for (const [name, value] of pairs) {
    const values = form.get(name)
    if (values) values.push(value)
    else form.set(name, [value])
  }
  return form
}
