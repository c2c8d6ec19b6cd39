import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { isUncertain } from '../lib/errors.ts'
import { blocksOf } from './blocks.ts'
import { abandonedInboxes, type Inbox, openInbox } from './inbox.ts'
import { settled } from './settled.ts'
import type { FileStore } from './store.ts'
import { sweepAfter } from './sweep.ts'

/** Files in a folder on the disk. */
export function diskStore(directory: string): FileStore {
  const arriving = join(directory, 'incoming')
  let inbox: Inbox | undefined
  const incoming = (key: string) => join((inbox ??= openInbox(arriving)).path, key)
  const folder = (key: string) => join(directory, key.slice(0, 2))
  const kept = (key: string) => join(folder(key), key)
  /** Uploads of which nobody knows whether a row names them: that is looked up once we are gone. */
  const doubtful = new Set<string>()

  /** A second name for the same bytes: the first one goes when the request ends, or is cleared up. */
  async function keep(key: string, linked: string[]) {
    const isNew = await mkdir(folder(key), { recursive: true, mode: 0o700 })
    if (isNew) await syncFolder(directory)
    await link(incoming(key), kept(key))
    linked.push(key)
    await syncFolder(folder(key))
  }

  return {
    async receive(filename, mimeType, content, key = randomUUID()) {
      const path = incoming(key)
      try {
        const size = await writeFile(path, content)
        return { key, filename, mimeType, size }
      } catch (error) {
        await rm(path, { force: true })
        throw error
      }
    },

    async keepIf(uploads, work) {
      // Whatever else has such a key is somebody else's, and stays.
      const ours: string[] = []
      try {
        await settled(uploads.map(({ key }) => keep(key, ours)))
        return await work()
      } catch (error) {
        if (isUncertain(error)) for (const { key } of uploads) doubtful.add(key)
        else await Promise.all(ours.map((key) => rm(kept(key), { force: true })))
        throw error
      }
    },

    async discard({ key }) {
      // Whoever clears up once this process has ended looks for the row.
      if (doubtful.delete(key)) return
      await rm(incoming(key), { force: true })
    },

    async remove(keys) {
      await Promise.all(keys.map((key) => rm(kept(key), { force: true })))
    },

    async size(key) {
      return stat(kept(key)).then(
        (found) => found.size,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') return null
          throw error
        },
      )
    },

    async open(key, range = {}) {
      return Readable.from(piecesOf(kept(key), range), { objectMode: false })
    },

    linkTo: async () => null,

    // A disk that is away takes the database along, which is asked for anyway.
    reach: async () => {},

    async clearUp(isNamed) {
      for (const left of abandonedInboxes(arriving)) {
        for (const key of await readdir(left.path).catch(() => [])) {
          if (!(await isNamed(key))) await rm(kept(key), { force: true })
          await rm(join(left.path, key), { force: true })
        }
      }
    },

    async close() {
      inbox?.close()
      inbox = undefined
    },
  }
}

const BLOCK = 131_072

/** Writes a new file, and waits until it is on the disk; gives its size. */
async function writeFile(path: string, content: Readable): Promise<number> {
  await using file = await open(path, 'wx', 0o600)
  let size = 0
  for await (const block of blocksOf(content, BLOCK)) {
    await file.appendFile(block)
    size += block.length
  }
  await file.sync()
  return size
}

/** Opened by whoever reads first: a file that is gone is an error for them, and not for nobody. */
async function* piecesOf(path: string, range: { start?: number; end?: number }) {
  for await (const piece of createReadStream(path, range) as AsyncIterable<Buffer>) {
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
