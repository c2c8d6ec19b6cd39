import { z } from 'zod'
import { parseFilesUrl } from './lib/files-url.ts'
import { isNetwork, isOrigin } from './lib/network.ts'
import { flawOfDatabaseUrl, TLS_MODES } from './lib/postgres-url.ts'

const flag = z.stringbool({ error: 'must be true or false' })
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)
const count = (least: number) => z.coerce.number().int().min(least)
const megabytes = z.coerce
  .number()
  .positive()
  .transform((value) => Math.round(value * 1_000_000))

const filesUrl = z.string().transform((text, { addIssue }) => {
  const place = parseFilesUrl(text)
  if (!('wrong' in place)) return place
  addIssue(place.wrong)
  return z.NEVER
})

/** Every setting: its variable, its form, its default, and what it does. docs/configuration.md is made of this. */
export const SETTINGS = z.object({
  BELLHOP_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address to listen on. `0.0.0.0` for every network.'),
  BELLHOP_PORT: count(0)
    .max(65535)
    .default(8000)
    .describe('Port to listen on. `0` takes a free one.'),
  BELLHOP_WORKERS: count(1)
    .max(64)
    .default(1)
    .describe('Processes that answer requests side by side: as many as there are processor cores.'),
  BELLHOP_JOBS: flag
    .default(true)
    .describe(
      'Run jobs (mail, deleting files) in `serve`. `false` leaves them to `bellhop worker`.',
    ),
  BELLHOP_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Where people reach this helpdesk, for links in comments and mail. Default: the address it listens on.',
    ),
  BELLHOP_DATA_DIR: z
    .string()
    .min(1)
    .default('data')
    .describe('Folder of the database and the files: back up this one.'),
  DATABASE_URL: z
    .string()
    .superRefine((url, { addIssue }) => {
      const wrong = flawOfDatabaseUrl(url)
      if (wrong) addIssue(wrong)
    })
    .optional()
    .describe(
      'The database: `sqlite:PATH`, or `postgres://USER:PASSWORD@HOST:5432/NAME` (PostgreSQL 14 or newer; several hosts with commas between them). Default: SQLite, `bellhop.sqlite` in the data folder.',
    ),
  BELLHOP_DATABASE_POOL_SIZE: count(1)
    .max(1000)
    .default(10)
    .describe(
      'Most connections that a process opens for requests; it may need two more for itself.',
    ),
  BELLHOP_DATABASE_CONNECT_SECONDS: count(1)
    .max(600)
    .default(10)
    .describe(
      'Seconds to look for the database at a start, and for a request to wait for a free connection.',
    ),
  BELLHOP_DATABASE_STATEMENT_SECONDS: count(1)
    .max(3600)
    .default(30)
    .describe('Seconds that a statement may take.'),
  BELLHOP_DATABASE_TLS: z
    .enum(TLS_MODES)
    .default('off')
    .describe(
      '`off`, `require` (encrypted, to whoever answers) or `verify` (and the certificate must be right). `sslmode` in the URL wins.',
    ),
  BELLHOP_DATABASE_CA_FILE: z
    .string()
    .optional()
    .describe('File of the authority that signed the certificate, where Node.js knows none.'),
  FILES_URL: filesUrl
    .optional()
    .describe(
      'Where files are kept: `file:PATH`, or `s3://BUCKET/PREFIX?endpoint=…&region=…` as [files.md](files.md) explains. Default: the folder `files` in the data folder.',
    ),
  BELLHOP_FILES_REDIRECT: flag
    .default(false)
    .describe(
      'With S3: a download is redirected to a link of the storage that works for a minute, instead of passing through this server.',
    ),
  AWS_ACCESS_KEY_ID: z
    .string()
    .optional()
    .describe("With S3: the key. Default: wherever AWS's own tools would find one."),
  AWS_SECRET_ACCESS_KEY: z.string().optional().describe('With S3: the secret of that key.'),
  AWS_SESSION_TOKEN: z.string().optional().describe('With S3: goes with a key that expires.'),
  AWS_REGION: z.string().optional().describe('With S3: the region, where `FILES_URL` has none.'),
  BELLHOP_SECRET_KEY: z
    .string()
    .min(32)
    .optional()
    .describe('Signs download links. Default: made at the first start, and kept in the database.'),
  BELLHOP_ENCRYPTION_KEY: z
    .string()
    .min(32)
    .optional()
    .describe(
      'Encrypts the passwords of mailboxes in the database. Default: the secret above, which then must stay. If it changes, these passwords have to be entered again.',
    ),
  BELLHOP_ADMIN_USERNAME: z
    .string()
    .min(1)
    .max(150)
    .optional()
    .describe(
      'Creates this superuser at a start that finds no user at all. Needs the password too.',
    ),
  BELLHOP_ADMIN_PASSWORD: z.string().min(1).optional().describe('Password of that superuser.'),
  BELLHOP_ADMIN_EMAIL: z.email().optional().describe('E-mail address of that superuser.'),
  BELLHOP_AUTHENTICATION: list
    .pipe(z.array(z.enum(['basic', 'session', 'token'])).min(1))
    .default(['basic', 'session', 'token'])
    .describe(
      'Ways to sign in to the API, in the order in which they are tried. The first decides what a stranger is asked for.',
    ),
  BELLHOP_SESSION_DAYS: count(1)
    .max(400)
    .default(14)
    .describe('Days until a session cookie expires.'),
  BELLHOP_SECURE_COOKIES: flag
    .default(false)
    .describe('Send cookies over HTTPS only. Switch it on behind HTTPS.'),
  BELLHOP_QUEUE_PERMISSIONS: flag
    .default(false)
    .describe('Staff see only the queues they were given, and public ones. Superusers see all.'),
  BELLHOP_CUSTOMER_TICKETS_PER_HOUR: count(0)
    .default(60)
    .describe('Tickets that a customer may open in an hour. 0 sets no limit, here and below.'),
  BELLHOP_CUSTOMER_ANSWERS_PER_HOUR: count(0)
    .default(120)
    .describe(
      'Answers that a customer may give in an hour, or whoever has the key of a ticket to it.',
    ),
  BELLHOP_WRONG_KEYS_PER_HOUR: count(0)
    .default(60)
    .describe('Wrong keys of tickets that may come from one address in an hour.'),
  BELLHOP_TRUSTED_PROXIES: list
    .pipe(z.array(z.string().refine(isNetwork, { error: 'holds what is no address or network' })))
    .default([])
    .describe('Addresses or networks (`10.0.0.0/8`) whose `X-Forwarded-*` headers are believed.'),
  BELLHOP_CORS_ORIGINS: list
    .pipe(z.array(z.string().refine(isOrigin, { error: 'holds what is no origin' })))
    .default([])
    .describe('Origins (`https://desk.example.com`) whose pages may call the API.'),
  BELLHOP_PAGE_SIZE: count(1).default(25).describe('Rows on a page of a list.'),
  BELLHOP_MAX_PAGE_SIZE: count(1).default(1000).describe('Most rows that `page_size` may ask for.'),
  BELLHOP_MAX_BODY_MB: megabytes
    .default(10_000_000)
    .describe('Largest body of a request without its files, in megabytes.'),
  BELLHOP_MAX_FILE_MB: megabytes.default(50_000_000).describe('Largest attachment, in megabytes.'),
  BELLHOP_MAX_UPLOAD_MB: megabytes
    .default(500_000_000)
    .describe('Largest request with its files, in megabytes.'),
  BELLHOP_MAX_FILES: count(1).max(1000).default(100).describe('Most files in one request.'),
  BELLHOP_ATTACHMENT_TYPES: list
    .default(['.txt', '.asc', '.pdf', '.doc', '.docx', '.odt', '.jpg', '.png', '.eml'])
    .describe('Extensions that attachments may have (none is always allowed). `*` allows all.'),
  BELLHOP_FILE_LINK_MINUTES: count(1)
    .default(60)
    .describe('Minutes for which a link to a file works, at the least.'),
  BELLHOP_MAIL_FROM: z
    .string()
    .min(3)
    .default('webmaster@localhost')
    .describe('Sender of mail for queues without an address of their own.'),
  BELLHOP_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
    .default('info')
    .describe('How much is logged.'),
  BELLHOP_LOG_FORMAT: z
    .enum(['auto', 'json', 'text'])
    .default('auto')
    .describe('`json` for machines, `text` for people; `auto` is text in a terminal.'),
})

export type Settings = z.infer<typeof SETTINGS>

/** Settings that are right by themselves and wrong together, each in words for whoever set them. */
export function contradictions(data: Settings): string[] {
  const found: string[] = []
  if (!data.BELLHOP_ADMIN_USERNAME !== !data.BELLHOP_ADMIN_PASSWORD) {
    found.push(
      'BELLHOP_ADMIN_USERNAME and BELLHOP_ADMIN_PASSWORD need each other: set both, or none.',
    )
  }
  if (data.BELLHOP_PAGE_SIZE > data.BELLHOP_MAX_PAGE_SIZE) {
    found.push('BELLHOP_PAGE_SIZE is larger than BELLHOP_MAX_PAGE_SIZE.')
  }
  if (data.BELLHOP_WORKERS > 1 && data.DATABASE_URL === 'sqlite::memory:') {
    found.push('BELLHOP_WORKERS above 1 needs a database that they share, not one in memory.')
  }
  if (data.BELLHOP_CORS_ORIGINS.includes('*') && data.BELLHOP_CORS_ORIGINS.length > 1) {
    found.push('BELLHOP_CORS_ORIGINS holds "*", which allows every origin, beside others.')
  }
  return [...found, ...contradictionsOfFiles(data)]
}

/** Amazon's limit for what is copied, and so kept, in one go. */
const MOST_BYTES_IN_S3 = 5_000_000_000

function contradictionsOfFiles(data: Settings): string[] {
  const { FILES_URL: place } = data
  if (place?.kind !== 's3') {
    return data.BELLHOP_FILES_REDIRECT
      ? ['BELLHOP_FILES_REDIRECT needs a FILES_URL that starts with "s3://".']
      : []
  }
  const found: string[] = []
  if (!data.AWS_ACCESS_KEY_ID !== !data.AWS_SECRET_ACCESS_KEY) {
    found.push('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY need each other: set both, or none.')
  }
  if (!place.region && !data.AWS_REGION && !place.endpoint) {
    found.push('FILES_URL needs region=… (or AWS_REGION), unless it has endpoint=….')
  }
  if (data.BELLHOP_MAX_FILE_MB > MOST_BYTES_IN_S3) {
    found.push('BELLHOP_MAX_FILE_MB is more than the 5000 MB that one file may have in S3.')
  }
  return found
}
