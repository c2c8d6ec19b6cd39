import { isNumber, isObject, type Json, type JsonObject, textAt, writeJson } from './json.ts'

interface Body {
  bytes: Buffer
  /** What the content type is when the request does not say. */
  type: string | null
}

const BOUNDARY = 'boundary-of-a-replayed-form'

/** The body of a recorded request, or null when it has none. */
export function bodyOf(request: JsonObject, contentType: string | undefined): Body | null {
  const { json, form, multipart } = request
  const raw = textAt(request, 'raw')
  const base64 = textAt(request, 'raw_base64')
  if (base64 !== undefined) return { bytes: Buffer.from(base64, 'base64'), type: null }
  if (raw !== undefined) return { bytes: Buffer.from(raw), type: null }
  if (json !== undefined) {
    return { bytes: Buffer.from(writeJson(json)), type: 'application/json' }
  }
  if (form !== undefined) {
    return { bytes: Buffer.from(encodeForm(form)), type: 'application/x-www-form-urlencoded' }
  }
  if (!Array.isArray(multipart)) return null
  const boundary = /boundary="?([^";]+)/.exec(contentType ?? '')?.[1] ?? BOUNDARY
  return {
    bytes: encodeParts(multipart, boundary),
    type: `multipart/form-data; boundary=${boundary}`,
  }
}

function encodeForm(form: Json): string {
  const pairs = Array.isArray(form)
    ? form.map((pair) => (Array.isArray(pair) ? pair : [textAt(pair, 'name') ?? '', valueOf(pair)]))
    : Object.entries(form ?? {})
  const fields = pairs.flatMap(([name = '', value = '']) =>
    (Array.isArray(value) ? value : [value]).map((one): [string, string] => [
      plain(name),
      plain(one),
    ]),
  )
  return new URLSearchParams(fields).toString()
}

function encodeParts(parts: Json[], boundary: string): Buffer {
  const encoded = parts.map((part) => Buffer.concat([partHead(part, boundary), partContent(part)]))
  const line = Buffer.from('\r\n')
  return Buffer.concat([
    ...encoded.flatMap((part) => [part, line]),
    Buffer.from(`--${boundary}--\r\n`),
  ])
}

function partHead(part: Json, boundary: string): Buffer {
  const filename = textAt(part, 'filename')
  const type = textAt(part, 'content_type')
  const lines = [
    `--${boundary}`,
    `Content-Disposition: form-data; name=${quoted(textAt(part, 'name') ?? '')}` +
      (filename === undefined ? '' : `; filename=${quoted(filename)}`),
    ...(type === undefined ? [] : [`Content-Type: ${type}`]),
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)
}

const quoted = (text: string) => `"${text.replaceAll('"', '%22')}"`

function partContent(part: Json): Buffer {
  const base64 = textAt(part, 'content_base64')
  if (base64 !== undefined) return Buffer.from(base64, 'base64')
  return Buffer.from(textAt(part, 'content') ?? plain(valueOf(part)))
}

const valueOf = (part: Json): Json => (isObject(part) ? (part['value'] ?? '') : '')

/** A value as a form sends it. */
function plain(value: Json): string {
  if (isNumber(value)) return value.rawJSON
  return typeof value === 'string' ? value : writeJson(value)
}
