import { isIP } from 'node:net'
import { z } from 'zod'
import { parseFilesUrl } from './lib/files-url.ts'

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

/** An address, a network of them, or a name that Fastify has for some networks. */
function isNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const most = isIP(address) === 6 ? 128 : 32
  return isIP(address) !== 0 && Number(bits ?? most) >= 1 && Number(bits ?? most) <= most
}

/** As a browser writes it: no path, not even a slash. */
const isOrigin = (text: string): boolean =>
  text === '*' || (/^https?:/.test(text) && URL.parse(text)?.origin === text)

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
    .optional()
    .describe('`sqlite:PATH` of the database. Default: `bellhop.sqlite` in the data folder.'),
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

export type Config = ReturnType<typeof readConfig>

/** A setting that cannot be, in words for the person who set it. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** Reads the environment once, at the start. A part that is switched off is null, not half-filled. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const set = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '')
  const { data, error } = SETTINGS.safeParse(Object.fromEntries(set))
  if (!data) {
    const lines = error.issues.map(({ path, message }) => `  ${path[0]?.toString()}: ${message}`)
    throw new ConfigError(`These settings cannot be used:\n${lines.join('\n')}`)
  }
  const clashes = contradictions(data)
  if (clashes.length > 0) {
    throw new ConfigError(`These settings contradict each other:\n  ${clashes.join('\n  ')}`)
  }
  return treeOf(data)
}

type Settings = z.infer<typeof SETTINGS>

function contradictions(data: Settings): string[] {
  const found: string[] = []
  if (!data.BELLHOP_ADMIN_USERNAME !== !data.BELLHOP_ADMIN_PASSWORD) {
    found.push(
      'BELLHOP_ADMIN_USERNAME and BELLHOP_ADMIN_PASSWORD need each other: set both, or none.',
    )
  }
  if (data.BELLHOP_PAGE_SIZE > data.BELLHOP_MAX_PAGE_SIZE) {
    found.push('BELLHOP_PAGE_SIZE is larger than BELLHOP_MAX_PAGE_SIZE.')
  }
  if (data.DATABASE_URL && !data.DATABASE_URL.startsWith('sqlite:')) {
    found.push('DATABASE_URL must start with "sqlite:": this version has no other engine.')
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

function treeOf(data: Settings) {
  return {
    http: {
      host: data.BELLHOP_HOST,
      port: data.BELLHOP_PORT,
      trustedProxies: data.BELLHOP_TRUSTED_PROXIES,
      corsOrigins: data.BELLHOP_CORS_ORIGINS,
      secureCookies: data.BELLHOP_SECURE_COOKIES,
    },
    workers: data.BELLHOP_WORKERS,
    jobs: data.BELLHOP_JOBS,
    publicUrl: (
      data.BELLHOP_PUBLIC_URL ?? `http://${data.BELLHOP_HOST}:${data.BELLHOP_PORT}`
    ).replace(/\/+$/, ''),
    dataDir: data.BELLHOP_DATA_DIR,
    databaseUrl: data.DATABASE_URL ?? `sqlite:${data.BELLHOP_DATA_DIR}/bellhop.sqlite`,
    files: filesOf(data),
    secretKey: data.BELLHOP_SECRET_KEY ?? null,
    admin:
      data.BELLHOP_ADMIN_USERNAME && data.BELLHOP_ADMIN_PASSWORD
        ? {
            username: data.BELLHOP_ADMIN_USERNAME,
            password: data.BELLHOP_ADMIN_PASSWORD,
            email: data.BELLHOP_ADMIN_EMAIL ?? '',
          }
        : null,
    authentication: data.BELLHOP_AUTHENTICATION,
    sessionSeconds: data.BELLHOP_SESSION_DAYS * 86_400,
    queuePermissions: data.BELLHOP_QUEUE_PERMISSIONS,
    paging: { size: data.BELLHOP_PAGE_SIZE, most: data.BELLHOP_MAX_PAGE_SIZE },
    limits: {
      bodyBytes: data.BELLHOP_MAX_BODY_MB,
      fileBytes: data.BELLHOP_MAX_FILE_MB,
      files: data.BELLHOP_MAX_FILES,
      uploadBytes: data.BELLHOP_MAX_UPLOAD_MB,
    },
    attachments: {
      types: data.BELLHOP_ATTACHMENT_TYPES.includes('*')
        ? null
        : data.BELLHOP_ATTACHMENT_TYPES.map((type) => `.${type.replace(/^\./, '').toLowerCase()}`),
      linkSeconds: data.BELLHOP_FILE_LINK_MINUTES * 60,
    },
    mail: { from: data.BELLHOP_MAIL_FROM },
    log: { level: data.BELLHOP_LOG_LEVEL, format: data.BELLHOP_LOG_FORMAT },
  }
}

/** As what many a server takes for granted that has no regions. */
const ANY_REGION = 'us-east-1'

function filesOf(data: Settings) {
  const place = data.FILES_URL ?? { kind: 'disk', folder: `${data.BELLHOP_DATA_DIR}/files` }
  if (place.kind === 'disk') return place
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = data
  return {
    ...place,
    region: place.region ?? data.AWS_REGION ?? ANY_REGION,
    redirect: data.BELLHOP_FILES_REDIRECT,
    /** Null leaves it to AWS's client to look where its other tools do. */
    credentials:
      id && secret
        ? { accessKeyId: id, secretAccessKey: secret, ...(token ? { sessionToken: token } : {}) }
        : null,
  }
}
