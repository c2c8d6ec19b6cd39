import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'
import { SETTINGS } from './settings.ts'

function refusal(settings: NodeJS.ProcessEnv): string {
  try {
    readConfig(settings)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }
  return 'accepted'
}

test('without any setting there is a helpdesk on this machine alone', () => {
  expect(readConfig({})).toEqual({
    http: {
      host: '127.0.0.1',
      port: 8000,
      trustedProxies: [],
      corsOrigins: [],
      secureCookies: false,
    },
    publicUrl: 'http://127.0.0.1:8000',
    dataDir: 'data',
    databaseUrl: 'sqlite:data/bellhop.sqlite',
    database: {
      poolSize: 10,
      connectSeconds: 10,
      statementSeconds: 30,
      tls: 'off',
      caFile: null,
    },
    files: { kind: 'disk', folder: 'data/files' },
    secretKey: null,
    encryptionKey: null,
    admin: null,
    authentication: ['basic', 'session', 'token'],
    sessionSeconds: 14 * 86_400,
    queuePermissions: false,
    workers: 1,
    jobs: true,
    customers: { tickets: 60, answers: 120, wrongKeys: 60 },
    paging: { size: 25, most: 1000 },
    limits: { bodyBytes: 10_000_000, fileBytes: 50_000_000, files: 100, uploadBytes: 500_000_000 },
    attachments: {
      types: ['.txt', '.asc', '.pdf', '.doc', '.docx', '.odt', '.jpg', '.png', '.eml'],
      linkSeconds: 3600,
    },
    mail: { from: 'webmaster@localhost' },
    log: { level: 'info', format: 'auto' },
  })
})

test('an empty setting counts as one that is not there', () => {
  const empty = Object.fromEntries(Object.keys(SETTINGS.shape).map((name) => [name, '']))
  expect(readConfig(empty)).toEqual(readConfig({}))
})

test('settings are read as what they mean', () => {
  const config = readConfig({
    BELLHOP_PUBLIC_URL: 'https://desk.example.com/',
    BELLHOP_AUTHENTICATION: ' token , basic,',
    BELLHOP_SECURE_COOKIES: 'yes',
    BELLHOP_QUEUE_PERMISSIONS: '1',
    BELLHOP_SESSION_DAYS: '2',
    BELLHOP_MAX_FILE_MB: '0.5',
    BELLHOP_ATTACHMENT_TYPES: '.PDF, .txt',
    BELLHOP_TRUSTED_PROXIES: '10.0.0.0/8, ::1, 192.0.2.7',
    BELLHOP_CORS_ORIGINS: 'https://a.example.com,http://localhost:5173',
    BELLHOP_ADMIN_USERNAME: 'ada',
    BELLHOP_ADMIN_PASSWORD: ' with spaces ',
  })
  expect(config).toMatchObject({
    publicUrl: 'https://desk.example.com',
    authentication: ['token', 'basic'],
    queuePermissions: true,
    sessionSeconds: 172_800,
    limits: { fileBytes: 500_000 },
    attachments: { types: ['.pdf', '.txt'] },
    admin: { username: 'ada', password: ' with spaces ', email: '' },
    http: {
      secureCookies: true,
      trustedProxies: ['10.0.0.0/8', '::1', '192.0.2.7'],
      corsOrigins: ['https://a.example.com', 'http://localhost:5173'],
    },
  })
  expect(readConfig({ BELLHOP_ATTACHMENT_TYPES: '.txt,*' }).attachments.types).toBeNull()
})

const S3 = { FILES_URL: 's3://desk?region=eu-central-1' }

test.each([
  ['an administrator without a password', { BELLHOP_ADMIN_USERNAME: 'ada' }, 'need each other'],
  ['a password without an administrator', { BELLHOP_ADMIN_PASSWORD: 'x' }, 'need each other'],
  [
    'pages larger than they may be',
    { BELLHOP_PAGE_SIZE: '50', BELLHOP_MAX_PAGE_SIZE: '20' },
    'BELLHOP_PAGE_SIZE is larger than BELLHOP_MAX_PAGE_SIZE.',
  ],
  [
    'every origin beside one',
    { BELLHOP_CORS_ORIGINS: '*,https://a.example.com' },
    'BELLHOP_CORS_ORIGINS holds "*"',
  ],
  ['a redirect to the disk', { BELLHOP_FILES_REDIRECT: 'true' }, 'needs a FILES_URL that starts'],
  ['a key without its secret', { ...S3, AWS_ACCESS_KEY_ID: 'key' }, 'need each other'],
  ['a secret without its key', { ...S3, AWS_SECRET_ACCESS_KEY: 'x' }, 'need each other'],
  ['a bucket in no region', { FILES_URL: 's3://desk' }, 'FILES_URL needs region=…'],
  [
    'files larger than S3 keeps',
    { ...S3, BELLHOP_MAX_FILE_MB: '5001', BELLHOP_MAX_UPLOAD_MB: '6000' },
    'BELLHOP_MAX_FILE_MB is more than',
  ],
])('%s is a contradiction, told in words', (_what, settings, words) => {
  expect(refusal(settings)).toMatch(/^These settings contradict each other:\n {2}[A-Z]/)
  expect(refusal(settings)).toContain(words)
})

test.each([
  ['BELLHOP_PORT', 'high'],
  ['BELLHOP_PORT', '65536'],
  ['BELLHOP_PORT', '80.5'],
  ['BELLHOP_PUBLIC_URL', 'desk.example.com'],
  ['BELLHOP_PUBLIC_URL', 'ftp://desk.example.com'],
  ['BELLHOP_SECRET_KEY', 'short'],
  ['BELLHOP_ENCRYPTION_KEY', 'short'],
  ['BELLHOP_AUTHENTICATION', 'basic,password'],
  ['BELLHOP_AUTHENTICATION', ','],
  ['BELLHOP_SECURE_COOKIES', 'maybe'],
  ['BELLHOP_SESSION_DAYS', '0'],
  ['BELLHOP_PAGE_SIZE', '0'],
  ['BELLHOP_MAX_FILE_MB', '-1'],
  ['BELLHOP_ADMIN_EMAIL', 'ada'],
  ['BELLHOP_LOG_LEVEL', 'loud'],
  ['DATABASE_URL', 'mysql://db.example.com'],
  ['DATABASE_URL', 'postgres://u:p@db.example.com:high/desk'],
  ['BELLHOP_DATABASE_TLS', 'perhaps'],
  ['BELLHOP_DATABASE_POOL_SIZE', '0'],
  ['BELLHOP_TRUSTED_PROXIES', 'proxy.example.com'],
  ['BELLHOP_TRUSTED_PROXIES', '10.0.0.0/33'],
  ['BELLHOP_TRUSTED_PROXIES', '0.0.0.0/0'],
  ['BELLHOP_CORS_ORIGINS', 'desk.example.com'],
  ['BELLHOP_CORS_ORIGINS', 'https://desk.example.com/'],
  ['FILES_URL', 'data/files'],
  ['FILES_URL', 'file:'],
  ['FILES_URL', 'https://s3.example.com/desk'],
  ['FILES_URL', 's3://'],
  ['FILES_URL', 's3://Desk?region=x'],
  ['FILES_URL', 's3://desk:9000?region=x'],
  ['FILES_URL', 's3://desk/a b?region=x'],
  ['FILES_URL', 's3://desk/a//b?region=x'],
  ['FILES_URL', 's3://desk?region=x#y'],
  ['FILES_URL', 's3://desk?region=x y'],
  ['FILES_URL', 's3://desk?pathstyle=true'],
  ['FILES_URL', 's3://desk?__proto__=true'],
  ['FILES_URL', 's3://desk?region=a&region=b'],
  ['FILES_URL', 's3://desk?endpoint=minio:9000'],
  ['FILES_URL', 's3://desk?endpoint=https://u:p@minio'],
  ['FILES_URL', 's3://desk?region=x&path_style=yes'],
  ['FILES_URL', 's3://desk?region=x&timeout=0'],
])('%s cannot be "%s", and the message names it', (name, value) => {
  const message = refusal({ [name]: value })
  expect(message).toMatch(/^These settings cannot be used:\n/)
  expect(message.split('\n').slice(1)).toEqual([expect.stringMatching(`^  ${name}: \\S`)])
})

test('everything that is wrong is told at once', () => {
  const message = refusal({ BELLHOP_PORT: 'x', BELLHOP_LOG_LEVEL: 'x', BELLHOP_PAGE_SIZE: 'x' })
  expect(message.split('\n')).toHaveLength(4)
})

test('no message repeats a secret', () => {
  const secrets = { BELLHOP_SECRET_KEY: 'too-short', BELLHOP_ADMIN_PASSWORD: 'pass-word' }
  const messages = [
    secrets,
    { BELLHOP_ADMIN_PASSWORD: 'pass-word' },
    { FILES_URL: 's3://key:pass-word@desk' },
    { FILES_URL: 's3://desk?secret=pass-word' },
    { FILES_URL: 's3://desk?endpoint=https://key:pass-word@minio' },
    { ...S3, AWS_SECRET_ACCESS_KEY: 'pass-word' },
  ].map(refusal)
  expect(messages.filter((message) => message === 'accepted')).toEqual([])
  expect(messages.join()).not.toMatch(/too-short|pass-word/)
  for (const url of ['postgres://ada:pass-word@h:x/db', 'mysql://ada:pass-word@h/db']) {
    expect(refusal({ DATABASE_URL: url })).not.toContain('pass-word')
  }
})

const filesOf = (FILES_URL: string, more = {}) => readConfig({ FILES_URL, ...more }).files

test('files are kept in a folder, or in a bucket, as one address says', () => {
  for (const address of ['file:/var/desk', 'file:///var/desk']) {
    expect(filesOf(address)).toEqual({ kind: 'disk', folder: '/var/desk' })
  }
  expect(filesOf('file:desk files')).toEqual({ kind: 'disk', folder: 'desk files' })
  const asAmazonHasIt = {
    kind: 's3',
    bucket: 'desk.example.com',
    prefix: 'help/desk',
    endpoint: null,
    region: 'eu-central-1',
    pathStyle: false,
    timeoutMs: 30_000,
    redirect: false,
    credentials: null,
  }
  expect(filesOf('s3://desk.example.com/help/desk/?region=eu-central-1')).toEqual(asAmazonHasIt)
  const inRegion = filesOf('s3://desk.example.com/help/desk', { AWS_REGION: 'eu-central-1' })
  expect(inRegion).toEqual(asAmazonHasIt)
  const keys = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 't' }
  const own = filesOf('s3://desk?endpoint=http://minio:9000/&timeout=2.5', {
    ...keys,
    BELLHOP_FILES_REDIRECT: 'true',
  })
  expect(own).toEqual({
    kind: 's3',
    bucket: 'desk',
    prefix: '',
    endpoint: 'http://minio:9000',
    region: 'us-east-1',
    pathStyle: true,
    timeoutMs: 2500,
    redirect: true,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 't' },
  })
  expect(filesOf('s3://desk?endpoint=https://r2.example&path_style=false')).toMatchObject({
    pathStyle: false,
  })
})

test('a key that is meant for something else is no contradiction', () => {
  expect(readConfig({ AWS_ACCESS_KEY_ID: 'key' }).files).toEqual({
    kind: 'disk',
    folder: 'data/files',
  })
})
