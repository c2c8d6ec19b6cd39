import { malformed } from '../lib/errors.ts'
import { strip } from '../lib/python.ts'
import { utf8, type Charset } from './charset.ts'
import { headerParameters, type HeaderParameters } from './header-parameters.ts'
import type { PartReader } from './multipart-parts.ts'
import { uploadName } from './upload-name.ts'

const MAX_HEAD = 1024
const HEAD_END = Buffer.from('\r\n\r\n')

/** What a part's header says; `name` is null for a part that is to be skipped. */
export interface PartHead {
  kind: 'raw' | 'field' | 'file'
  name: string | null
  /** The file's name; null when what was sent names no file. */
  filename: string | null
  mimeType: string
  isBase64: boolean
}

const RAW: PartHead = { kind: 'raw', name: null, filename: null, mimeType: '', isBase64: false }

/** Reads the header of the part that begins here, and leaves the reader at its content. */
export async function readHead(parts: PartReader, charset: Charset): Promise<PartHead> {
  const pieces: Buffer[] = []
  let length = 0
  for (;;) {
    const piece = length < MAX_HEAD ? await parts.read() : null
    if (piece) {
      pieces.push(piece)
      length += piece.length
    }
    const bytes = Buffer.concat(pieces)
    const end = bytes.subarray(0, MAX_HEAD).indexOf(HEAD_END)
    if (end >= 0) {
      parts.putBack(bytes.subarray(end + HEAD_END.length))
      return parseHead(bytes.subarray(0, end), charset)
    }
    if (length >= MAX_HEAD)
      throw malformed('Multipart form parse error - Request max total header size exceeded.')
    if (!piece) return RAW
  }
}

function parseHead(bytes: Buffer, charset: Charset): PartHead {
  const headers = parseHeaders(bytes)
  const disposition = headers.get('content-disposition')
  if (!disposition) return RAW
  // Without a name of the file, a part is a field, as browsers send an empty file input.
  const filename = disposition.parameters.get('filename')
  const name = disposition.parameters.get('name')
  const recoded = (text: string) => charset.decode(Buffer.from(text))
  return {
    kind: filename ? 'file' : 'field',
    name: name === undefined ? null : recoded(stripAscii(name)),
    filename: filename ? uploadName(recoded(filename)) : null,
    mimeType: strip(headers.get('content-type')?.value ?? ''),
    isBase64: strip(headers.get('content-transfer-encoding')?.value ?? '') === 'base64',
  }
}

/** A line that cannot be read is as good as absent. */
function parseHeaders(bytes: Buffer): Map<string, HeaderParameters> {
  const headers = new Map<string, HeaderParameters>()
  for (const line of linesOf(bytes)) {
    const text = utf8.decodeStrictly(line)
    const header = text === null ? null : headerParameters(text)
    const colon = header?.value.indexOf(':') ?? -1
    if (!header || colon < 0) continue
    headers.set(header.value.slice(0, colon), { ...header, value: header.value.slice(colon + 1) })
  }
  return headers
}

function* linesOf(bytes: Buffer): Generator<Buffer> {
  let start = 0
  for (let end = bytes.indexOf('\r\n'); end >= 0; end = bytes.indexOf('\r\n', start)) {
    yield bytes.subarray(start, end)
    start = end + 2
  }
  yield bytes.subarray(start)
}

const stripAscii = (text: string) => text.replace(/^[\t-\r ]+|[\t-\r ]+$/g, '')
