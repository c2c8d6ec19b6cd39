import { contradictions, type Settings, SETTINGS } from './settings.ts'

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
    database: {
      poolSize: data.BELLHOP_DATABASE_POOL_SIZE,
      connectSeconds: data.BELLHOP_DATABASE_CONNECT_SECONDS,
      statementSeconds: data.BELLHOP_DATABASE_STATEMENT_SECONDS,
      tls: data.BELLHOP_DATABASE_TLS,
      caFile: data.BELLHOP_DATABASE_CA_FILE ?? null,
    },
    files: filesOf(data),
    secretKey: data.BELLHOP_SECRET_KEY ?? null,
    encryptionKey: data.BELLHOP_ENCRYPTION_KEY ?? null,
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
    customers: {
      tickets: data.BELLHOP_CUSTOMER_TICKETS_PER_HOUR,
      answers: data.BELLHOP_CUSTOMER_ANSWERS_PER_HOUR,
      wrongKeys: data.BELLHOP_WRONG_KEYS_PER_HOUR,
    },
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
