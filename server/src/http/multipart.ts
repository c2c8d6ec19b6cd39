import { isAscii } from 'node:buffer'
import { Readable } from 'node:stream'
import { malformed, tooLarge } from '../lib/errors.ts'
import { length } from '../lib/python.ts'
import { base64Decoder } from './base64.ts'
import { findCharset, utf8, type Charset } from './charset.ts'
import { headerParameters } from './header-parameters.ts'
import { receiveFile } from './multipart-file.ts'
import { readHead, type PartHead } from './multipart-head.ts'
import { partReader, type PartReader } from './multipart-parts.ts'

/** A file on its way in. `content` must be read to its end, or thrown away, before the next part. */
export interface FilePart {
  name: string
  filename: string
  mimeType: string
  content: Readable
}

export interface MultipartOptions<Upload> {
  /** The name of the character set of names and values; UTF-8 when nobody knows it. */
  charset: string
  maxFields: number
  /** All fields together, with their names. */
  maxFieldBytes: number
  maxFiles: number
  /** Each file by itself. */
  maxFileBytes: number
  /** Takes one file. It must reject when `content` fails, and keep nothing then. */
  onFile: (part: FilePart) => Promise<Upload>
}

export type FormEntry<Upload> = { name: string; value: string } | { name: string; upload: Upload }

interface Reading<Upload> {
  parts: PartReader
  charset: Charset
  options: MultipartOptions<Upload>
  entries: FormEntry<Upload>[]
  fields: number
  fieldBytes: number
  files: number
}

/**
 * Reads a `multipart/form-data` body into its fields and files, in the order they were sent. Files
 * go to `onFile` as they arrive; when this rejects, those taken already are the caller's to discard.
 */
export async function readMultipart<Upload>(
  source: Readable | AsyncIterable<Buffer>,
  contentType: string,
  options: MultipartOptions<Upload>,
): Promise<FormEntry<Upload>[]> {
  const separator = Buffer.from(`--${boundaryOf(contentType)}`)
  // A request that is refused half way must still get its answer, so its socket stays open.
  const chunks: AsyncIterator<Buffer> =
    source instanceof Readable
      ? source.iterator({ destroyOnReturn: false })
      : source[Symbol.asyncIterator]()
  const reading: Reading<Upload> = {
    parts: partReader(chunks, separator),
    charset: findCharset(options.charset) ?? utf8,
    options,
    entries: [],
    fields: 0,
    fieldBytes: 0,
    files: 0,
  }
  try {
    while (await reading.parts.hasNext()) {
      reading.parts.begin()
      await readPart(reading)
    }
    return reading.entries
  } finally {
    await chunks.return?.()
  }
}

function boundaryOf(contentType: string): string {
  if (!contentType.startsWith('multipart/')) throw broken(`Invalid Content-Type: ${contentType}`)
  if (!isAscii(Buffer.from(contentType))) {
    throw broken(`Invalid non-ASCII Content-Type in multipart: ${contentType}`)
  }
  const boundary = headerParameters(contentType)?.parameters.get('boundary')
  if (boundary === undefined) throw broken('Invalid boundary in multipart: None')
  if (/^[ -~]{0,200}[!-~]$/.test(boundary)) return boundary
  throw broken(`Invalid boundary in multipart: ${boundary}`)
}

const broken = (what: string) => malformed(`Multipart form parse error - ${what}`)

async function readPart<Upload>(reading: Reading<Upload>) {
  const head = await readHead(reading.parts, reading.charset)
  const { maxFields, maxFiles } = reading.options
  // What comes before the first separator and after the last one counts, too.
  if (head.kind !== 'file' && ++reading.fields > maxFields + 2) {
    throw malformed(`A form may have at most ${maxFields} fields.`)
  }
  if (head.name === null) return
  if (head.kind === 'field') return readField(reading, head.name, head.isBase64)
  if (++reading.files > maxFiles) throw malformed(`A form may have at most ${maxFiles} files.`)
  await readFile(reading, head, head.name)
}

async function readField<Upload>(reading: Reading<Upload>, name: string, isBase64: boolean) {
  const { parts, charset, options } = reading
  reading.fieldBytes += length(name) + 2
  const pieces: Buffer[] = []
  for (let piece = await parts.read(); piece; piece = await parts.read()) {
    pieces.push(piece)
    reading.fieldBytes += piece.length
    if (reading.fieldBytes > options.maxFieldBytes) break
  }
  if (reading.fieldBytes > options.maxFieldBytes) {
    throw tooLarge(`The fields of a form may have at most ${options.maxFieldBytes} bytes in all.`)
  }
  const bytes = Buffer.concat(pieces)
  const value = charset.decode(isBase64 ? decodeIfBase64(bytes) : bytes)
  reading.entries.push({ name, value })
}

function decodeIfBase64(bytes: Buffer): Buffer {
  const decoder = base64Decoder()
  const decoded = decoder.decode(bytes)
  return decoder.isComplete() ? decoded : bytes
}

async function readFile<Upload>(
  { parts, options, entries }: Reading<Upload>,
  { filename, mimeType, isBase64 }: PartHead,
  name: string,
) {
  if (filename === null || name === '') return
  const rules = { isBase64, maxBytes: options.maxFileBytes }
  const received = await receiveFile(parts, rules, (content) =>
    options.onFile({ name, filename, mimeType, content }),
  )
  if (received) entries.push({ name, upload: received.upload })
}
