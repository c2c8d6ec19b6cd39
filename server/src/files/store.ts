import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

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
  const incoming = (key: string) => join(arriving, key)
  const folder = (key: string) => join(directory, key.slice(0, 2))
  const kept = (key: string) => join(folder(key), key)

  return {
    /** Streams `content` to the disk. It is not kept until `keep` is called. */
    async receive(filename: string, mimeType: string, content: Readable): Promise<Upload> {
      const key = randomUUID()
      await mkdir(arriving, { recursive: true, mode: 0o700 })
      const file = createWriteStream(incoming(key), { mode: 0o600, flush: true })
      try {
        await pipeline(content, file)
      } catch (error) {
        await rm(incoming(key), { force: true })
        throw error
      }
      return { key, filename, mimeType, size: file.bytesWritten }
    },

    /** Moves an upload to where it stays; after this even a power cut does not lose it. */
    async keep({ key }: Upload): Promise<void> {
      await mkdir(folder(key), { recursive: true, mode: 0o700 })
      await rename(incoming(key), kept(key))
      await syncFolder(folder(key))
    },

    /** Throws away an upload that nobody kept. */
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
      createReadStream(kept(key), range),

    /** Throws away what was arriving when the process last ended. */
    async discardLeftovers(): Promise<number> {
      const left = await readdir(arriving).catch(() => [])
      await Promise.all(left.map((key) => rm(incoming(key), { force: true })))
      return left.length
    },
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
