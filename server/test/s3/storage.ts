import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { S3 } from '@aws-sdk/client-s3'

const PROGRAMS = fileURLToPath(new URL('programs.ts', import.meta.url))
export const BUCKET = 'desk'
/** The one key that s3rver knows. */
const KEY = 'S3RVER'

/**
 * Two servers that npm has, for each lacks something: s3rver checks signatures and keeps its objects
 * on the disk; fauxqs can list objects, and abort what arrives in parts.
 */
export type Program = 's3rver' | 'fauxqs'

export interface Storage {
  /** What a helpdesk is told to keep its files here, below a prefix of its own. */
  settings: (prefix: string, more?: Record<string, string>) => Record<string, string>
  /** All objects below a prefix, without it. */
  list: (prefix: string) => Promise<string[]>
  /** How many uploads are arriving in parts; fauxqs alone can tell. */
  uploads: () => Promise<number>
  /** AWS's client, as an admin would have it. */
  s3: S3
  stop: () => Promise<void>
  /** On the same port, and with what it had on the disk. */
  start: () => Promise<void>
  /** Holds it, so that it takes connections and answers nothing; or lets it go on. */
  signal: (signal: 'SIGSTOP' | 'SIGCONT') => void
  [Symbol.asyncDispose]: () => Promise<void>
}

/** Starts an S3 server in a process and a folder of its own, on a free port. */
export async function startStorage(program: Program): Promise<Storage> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-s3-'))
  let port = 0
  let child: ChildProcess | null = null

  async function start() {
    const args = [PROGRAMS, program, folder, String(port)]
    child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    for await (const line of createInterface(child.stdout!)) {
      port = Number(line)
      return
    }
    throw new Error(`${program} did not start.`)
  }

  async function stop() {
    if (!child) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
    child = null
  }

  await start()
  const endpoint = `http://127.0.0.1:${port}`
  const s3 = clientOf(endpoint)
  return {
    settings: (prefix, more = {}) => ({
      FILES_URL: `s3://${BUCKET}/${prefix}?${new URLSearchParams({ endpoint, timeout: '20', ...more })}`,
      AWS_ACCESS_KEY_ID: KEY,
      AWS_SECRET_ACCESS_KEY: KEY,
    }),
    list: (prefix) =>
      program === 's3rver'
        ? Promise.resolve(listFolder(join(folder, BUCKET), prefix))
        : listObjects(s3, prefix),
    uploads: async () => Number(await (await fetch(`${endpoint}/_uploads`)).text()),
    s3,
    stop,
    start,
    signal: (signal) => void child?.kill(signal),
    async [Symbol.asyncDispose]() {
      s3.destroy()
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function clientOf(endpoint: string): S3 {
  return new S3({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    credentials: { accessKeyId: KEY, secretAccessKey: KEY },
  })
}

async function listObjects(s3: S3, prefix: string): Promise<string[]> {
  const { Contents = [] } = await s3.listObjectsV2({ Bucket: BUCKET, Prefix: `${prefix}/` })
  return Contents.map(({ Key }) => Key!.slice(prefix.length + 1)).toSorted()
}

const OBJECT = '._S3rver_object'

/** s3rver takes the signature of a listing for a wrong one; but it keeps each object as a file. */
function listFolder(bucket: string, prefix: string): string[] {
  const folder = join(bucket, prefix)
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(OBJECT))
    .map((name) => name.slice(0, -OBJECT.length).replaceAll('\\', '/'))
    .toSorted()
}
