import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { FileStore } from '../files/store.ts'

/** By which two files are told apart. */
export interface Digest {
  size: number
  sha256: string
}

export const isSame = (one: Digest, other: Digest): boolean =>
  one.size === other.size && one.sha256 === other.sha256

/** The same content, and what it came to once all of it has passed through. */
export function digested(content: Readable) {
  const hash = createHash('sha256')
  let size = 0
  async function* passed() {
    for await (const piece of content as AsyncIterable<Buffer>) {
      hash.update(piece)
      size += piece.length
      yield piece
    }
  }
  const digest = (): Digest => ({ size, sha256: hash.digest('hex') })
  return { content: Readable.from(passed(), { objectMode: false }), digest }
}

/** Reads a kept file from its beginning to its end. */
export async function digestOf(files: FileStore, key: string): Promise<Digest> {
  const { content, digest } = digested(await contentOf(files, key))
  await finished(content.resume())
  return digest()
}

/** A kept file. Storages take it for an error to be asked for the first byte where there is none. */
export const contentOf = async (files: FileStore, key: string): Promise<Readable> =>
  (await files.size(key)) === 0 ? Readable.from([], { objectMode: false }) : files.open(key)
