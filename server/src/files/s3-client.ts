import type { S3 } from '@aws-sdk/client-s3'
import type { Config } from '../config.ts'
import { unavailable } from '../lib/errors.ts'

export type S3Settings = Extract<Config['files'], { kind: 's3' }>

const CONNECT_MS = 5000

/** What a storage answered that refuses, or why it gave no answer. Holds nothing of the request. */
export class StorageError extends Error {
  override name = 'StorageError'
  /** S3's own name for it: `NoSuchKey`, `AccessDenied`, … */
  readonly code: string
  /** Null where there was no answer. */
  readonly status: number | null

  constructor(code: string, message: string, status: number | null) {
    super(`${code}: ${message}`)
    this.code = code
    this.status = status
  }
}

export const away = (reason: StorageError) =>
  unavailable('Files cannot be reached at the moment. Please try again soon.', reason)

export type Asking = { abortSignal: AbortSignal }

/** Asks the storage, and waits for its answer no longer than was configured. */
export type Ask = <T>(request: (s3: S3, asking: Asking) => Promise<T>) => Promise<T>

export function s3Client(settings: S3Settings) {
  let opened: Promise<S3> | undefined
  // Loaded when it is first needed: it takes a tenth of a second, and megabytes.
  const client = () => (opened ??= load(settings))

  const waiting = new Set<AbortController>()
  let isClosed = false

  const ask: Ask = async (request) => {
    const s3 = await client()
    if (isClosed) throw away(new StorageError('Stopped', 'this server is stopping', null))
    const patience = new AbortController()
    waiting.add(patience)
    const timer = setTimeout(() => patience.abort(), settings.timeoutMs)
    try {
      return await request(s3, { abortSignal: patience.signal })
    } catch (error) {
      throw away(reasonOf(error, settings))
    } finally {
      waiting.delete(patience)
      clearTimeout(timer)
    }
  }

  async function close() {
    isClosed = true
    for (const patience of waiting) patience.abort()
    ;(await opened)?.destroy()
  }
  return { client, ask, close }
}

async function load(settings: S3Settings): Promise<S3> {
  const { S3 } = await import('@aws-sdk/client-s3')
  const { credentials, endpoint, pathStyle, region, timeoutMs } = settings
  // Each download that goes on has a connection of its own, and must not keep the others waiting.
  const agent = { keepAlive: true, maxSockets: Infinity }
  return new S3({
    region,
    forcePathStyle: pathStyle,
    // Many that are compatible do not know Amazon's newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint ? { endpoint } : {}),
    ...(credentials ? { credentials } : {}),
    requestHandler: {
      connectionTimeout: Math.min(CONNECT_MS, timeoutMs),
      // A client may take its time over a download: what is silent is watched where it is read.
      socketTimeout: 0,
      httpAgent: agent,
      httpsAgent: agent,
    },
  })
}

function reasonOf(error: unknown, { timeoutMs }: S3Settings): StorageError {
  const { name, message, code, $metadata } = error as Error & {
    code?: string
    $metadata?: { httpStatusCode?: number }
  }
  const status = $metadata?.httpStatusCode ?? null
  if (name === 'AbortError') {
    return new StorageError('Timeout', `no answer within ${timeoutMs / 1000} seconds`, null)
  }
  return new StorageError(code ?? name, message || 'no answer', status)
}

/** What the storage said, if it is the storage that an error is about. */
export const storageErrorIn = (error: unknown): StorageError | null => {
  const cause = error instanceof Error ? error.cause : null
  return cause instanceof StorageError ? cause : null
}
