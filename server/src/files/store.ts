import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { abandonedInboxes, type Inbox, openInbox } from './inbox.ts'
import { sweepAfter } from './sweep.ts'

/** A file that has arrived but belongs to nothing yet. */
export interface Upload {
  key: string
  filename: string
  mimeType: string
  size: number
}

export type FileStore = ReturnType<typeof fileStore>

/** Files on disk, named by random keys; what the sender called them is kept in the database. */
export function fileStore(directory: string) {
  const arriving = join(directory, 'incoming')
  let inbox: Inbox | undefined
  const incoming = (key: string) => join((inbox ??= openInbox(arriving)).path, key)
  const folder = (key: string) => join(directory, key.slice(0, 2))
  const kept = (key: string) => join(folder(key), key)

  /** A second name for the same bytes: the first one goes when the request ends, or is cleared up. */
  async function keep(key: string) {
    const isNew = await mkdir(folder(key), { recursive: true, mode: 0o700 })
    if (isNew) await syncFolder(directory)
    await link(incoming(key), kept(key))
    await syncFolder(folder(key))
  }

  return {
    /** Streams `content` to the disk. It stays only if `keepIf` keeps it. */
    async receive(filename: string, mimeType: string, content: Readable): Promise<Upload> {
      const key = randomUUID()
      const path = incoming(key)
      try {
        const size = await writeFile(path, content)
        return { key, filename, mimeType, size }
      } catch (error) {
        await rm(path, { force: true })
        throw error
      }
    },

    /**
     * Keeps the uploads if `work` succeeds, and none of them if it throws. They are in place before
     * `work` writes the rows that name them: a crash leaves a file without a row, which the next
     * start throws away, never a row without its file.
     */
    async keepIf<T>(uploads: readonly Upload[], work: () => Promise<T>): Promise<T> {
      try {
        await settled(uploads.map(({ key }) => keep(key)))
        return await work()
      } catch (error) {
        await Promise.all(uploads.map(({ key }) => rm(kept(key), { force: true })))
        throw error
      }
    },

    /** Ends an upload: thrown away, unless it was kept. */
    async discard({ key }: Upload): Promise<void> {
      await rm(incoming(key), { force: true })
    },

    /** Deletes kept files. One that is gone already is no error. */
    async remove(keys: readonly string[]): Promise<void> {
      await Promise.all(keys.map((key) => rm(kept(key), { force: true })))
    },

    async size(key: string): Promise<number | null> {
      return stat(kept(key)).then(
        (found) => found.size,
        () => null,
      )
    },

    /** The file's bytes from `start` to `end`, both included. */
    open: (key: string, range: { start?: number; end?: number } = {}) =>
      Readable.from(swept(createReadStream(kept(key), range)), { objectMode: false }),

    /**
     * Throws away what was arriving at processes that are no more; what was kept of it stays where
     * it is, if `isNamed` knows a row. Other processes that live are left alone.
     */
    async clearUp(isNamed: (key: string) => Promise<boolean>): Promise<void> {
      for (const left of abandonedInboxes(arriving)) {
        for (const key of await readdir(left.path).catch(() => [])) {
          if (!(await isNamed(key))) await rm(kept(key), { force: true })
          await rm(join(left.path, key), { force: true })
        }
      }
    },

    /** Nothing more will arrive. */
    close() {
      inbox?.close()
      inbox = undefined
    },
  }
}

/** Waits for all, also when one fails: what is still at work then would leave its file behind. */
async function settled(all: Promise<void>[]) {
  await Promise.allSettled(all)
  await Promise.all(all)
}

const BLOCK = 131_072

/**
 * Writes a new file, and waits until it is on the disk; gives its size. What arrives is copied to
 * one block that is used again and again, and let go of at once: large files take no more memory.
 */
async function writeFile(path: string, content: Readable): Promise<number> {
  await using file = await open(path, 'wx', 0o600)
  const block = Buffer.allocUnsafeSlow(BLOCK)
  let [filled, size] = [0, 0]
  for await (const arrived of content as AsyncIterable<Buffer | string>) {
    const piece = typeof arrived === 'string' ? Buffer.from(arrived) : arrived
    for (let at = 0; at < piece.length;) {
      const copied = piece.copy(block, filled, at)
      at += copied
      filled += copied
      if (filled < BLOCK) continue
      await file.appendFile(block)
      filled = 0
    }
    size += piece.length
    sweepAfter(piece)
  }
  await file.appendFile(block.subarray(0, filled))
  await file.sync()
  return size
}

async function* swept(pieces: AsyncIterable<Buffer>) {
  for await (const piece of pieces) {
    yield piece
    sweepAfter(piece)
  }
}

/** The name of a new file is on the disk only when its folder is. */
async function syncFolder(path: string) {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
