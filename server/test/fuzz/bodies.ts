import * as fc from 'fast-check'
import { junkBytes, junkJson, junkText } from './junk.ts'

export interface Body {
  type: string | null
  bytes: Buffer
}

/** Every field of the API, and some that are none. */
const name = fc.constantFrom(
  'id',
  'queue',
  'title',
  'description',
  'resolution',
  'submitter_email',
  'assigned_to',
  'status',
  'on_hold',
  'priority',
  'due_date',
  'merged_to',
  'attachment',
  'followup_set',
  'ticket',
  'user',
  'comment',
  'public',
  'new_status',
  'time_spent',
  'attachments',
  'followup',
  'file',
  'filename',
  'mime_type',
  'size',
  'attachments[0]',
  'attachments[1]name',
  'username',
  'password',
  'email',
  'first_name',
  'last_name',
  'token',
  'date',
  'message_id',
  'custom_line',
  'custom_decimal',
  'custom_date',
  'custom_datetime',
  'custom_time',
  'custom_integer',
  'custom_list',
  'custom_url',
  'custom_slug',
  'custom_ip',
  'custom_flag',
  '__proto__',
  'constructor',
  'toString',
  '',
)

/** What makes a body good but for what is done to it afterwards. */
const GOOD: Record<string, string> = {
  queue: '1',
  title: '"Title"',
  description: '"Text"',
  priority: '3',
  ticket: '1',
  comment: '"Comment"',
  followup: '1',
}

const json = fc
  .record({ good: fc.boolean(), odd: fc.array(fc.tuple(name, junkJson), { maxLength: 4 }) })
  .map(({ good, odd }) => {
    const fields = [...(good ? Object.entries(GOOD) : []), ...odd]
    return `{${fields.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`
  })

const urlencoded = fc
  .array(fc.tuple(name, fc.oneof(junkText, fc.constantFrom('%', '%zz', '%ff%fe', '+', '&&='))), {
    maxLength: 8,
  })
  .map((fields) =>
    fields
      .map(([key, value]) => `${key}=${value.isWellFormed() ? encodeURIComponent(value) : value}`)
      .join('&'),
  )

const BOUNDARY = 'frontier'

const part = fc
  .record({
    name,
    file: fc.option(
      fc.oneof(junkText, fc.constantFrom('a.txt', 'b.exe', '.', 'c.TXT', `${'n'.repeat(400)}.pdf`)),
    ),
    type: fc.option(
      fc.constantFrom('text/plain', 'text/html', 'multipart/mixed; boundary=x', '/', ''),
    ),
    encoding: fc.option(fc.constantFrom('base64', 'quoted-printable', 'BASE64', 'x')),
    value: fc.oneof(junkText, junkJson, fc.constantFrom('1', '3', 'text')),
  })
  .map(({ name: field, file, type, encoding, value }) => {
    const filename = file === null ? '' : `; filename="${file}"`
    const heads = [
      `Content-Disposition: form-data; name="${field}"${filename}`,
      ...(type === null ? [] : [`Content-Type: ${type}`]),
      ...(encoding === null ? [] : [`Content-Transfer-Encoding: ${encoding}`]),
    ]
    return `--${BOUNDARY}\r\n${heads.join('\r\n')}\r\n\r\n${value}\r\n`
  })

const goodParts = Object.entries(GOOD)
  .map(([key, value]) => {
    const head = `Content-Disposition: form-data; name="${key}"`
    return `--${BOUNDARY}\r\n${head}\r\n\r\n${value.replaceAll('"', '')}\r\n`
  })
  .join('')

/** A form that may break off anywhere, or have some of its bytes replaced. */
const multipart = fc
  .record({
    good: fc.boolean(),
    parts: fc.array(part, { maxLength: 4 }),
    end: fc.constantFrom(`--${BOUNDARY}--\r\n`, `--${BOUNDARY}--`, '', '\r\n', `--${BOUNDARY}`),
    keep: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    noise: fc.array(fc.tuple(fc.nat(600), fc.nat(255)), { maxLength: 3 }),
  })
  .map(({ good, parts, end, keep, noise }) => {
    const whole = Buffer.from(`${good ? goodParts : ''}${parts.join('')}${end}`)
    for (const [at, byte] of noise) if (at < whole.length) whole[at] = byte
    return whole.subarray(0, Math.ceil(whole.length * keep))
  })

const typed = (type: string) => (content: string | Buffer) => ({
  type,
  bytes: Buffer.from(content as string),
})

const wrongTypes = fc.oneof(
  fc.constantFrom(
    null,
    'text/plain',
    'application/json; charset=utf-16',
    'application/json; charset=klingon',
    'application/json; charset="',
    'application/x-www-form-urlencoded; charset=cp037',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'x'.repeat(300)}`,
    `Multipart/Form-Data; boundary=${BOUNDARY}; charset=utf-7`,
    `multipart/form-data; boundary*0=fron; boundary*1=tier`,
    'multipart/mixed; boundary=x',
    '*/*',
    ';',
    '/',
  ),
  fc.string({ maxLength: 30 }),
)

/** A body, or none. */
export const body: fc.Arbitrary<Body | null> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 6, arbitrary: json.map(typed('application/json')) },
  { weight: 1, arbitrary: junkJson.map(typed('application/json')) },
  { weight: 1, arbitrary: junkBytes.map(typed('application/json')) },
  { weight: 2, arbitrary: urlencoded.map(typed('application/x-www-form-urlencoded')) },
  { weight: 5, arbitrary: multipart.map(typed(`multipart/form-data; boundary=${BOUNDARY}`)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(wrongTypes, fc.oneof(multipart, junkBytes, json.map(Buffer.from)))
      .map(([type, bytes]) => ({ type, bytes: Buffer.from(bytes) })),
  },
)
