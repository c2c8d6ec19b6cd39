import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { isUncertain } from '../lib/errors.ts'
import { limited } from '../lib/limited.ts'
import { abortUploads, keysBefore } from './s3-abandoned.ts'
import { away, type S3Settings, s3Client, StorageError, storageErrorIn } from './s3-client.ts'
import { linkToObject } from './s3-link.ts'
import { piecesOf } from './s3-read.ts'
import { putObject } from './s3-upload.ts'
import { settled } from './settled.ts'
import type { FileStore } from './store.ts'

const MOST_AT_ONCE = 8

/**
 * Files in S3-compatible storage. What arrives is `incoming/KEY`; the storage itself copies it to
 * `files/KEY` when it is kept, and `incoming/KEY` goes last. So whatever a crash leaves has its mark
 * in `incoming/`, and nobody needs to look through all files for it.
 */
export function s3Store(settings: S3Settings): FileStore {
  const { bucket: Bucket, prefix } = settings
  const { ask, client, close } = s3Client(settings)
  const folder = (name: string) => (prefix ? `${prefix}/${name}/` : `${name}/`)
  const incoming = (key: string) => ({ Bucket, Key: `${folder('incoming')}${key}` })
  const kept = (key: string) => ({ Bucket, Key: `${folder('files')}${key}` })
  const inTurn = limited(MOST_AT_ONCE)
  /** Uploads of which nobody knows what is, or should be, in `files/`: their marks must stay. */
  const doubtful = new Set<string>()

  const remove = (object: { Bucket: string; Key: string }) =>
    inTurn(async () => void (await ask((s3, asking) => s3.deleteObject(object, asking))))

  async function keep(key: string) {
    const CopySource = `${Bucket}/${incoming(key).Key}`
    try {
      await inTurn(() => ask((s3, asking) => s3.copyObject({ ...kept(key), CopySource }, asking)))
    } catch (error) {
      // What we gave up waiting for may still be done, and later than it is removed below.
      doubtful.add(key)
      throw error
    }
  }

  const undo = (key: string) => remove(kept(key)).catch(() => void doubtful.add(key))

  return {
    async receive(filename, mimeType, content, key = randomUUID()) {
      try {
        const size = await putObject(ask, incoming(key), content)
        return { key, filename, mimeType, size }
      } catch (error) {
        if (storageErrorIn(error)) await remove(incoming(key)).catch(() => {})
        throw error
      }
    },

    async keepIf(uploads, work) {
      try {
        await settled(uploads.map(({ key }) => keep(key)))
        return await work()
      } catch (error) {
        if (isUncertain(error)) for (const { key } of uploads) doubtful.add(key)
        else await Promise.all(uploads.map(({ key }) => undo(key)))
        throw error
      }
    },

    async discard({ key }) {
      if (doubtful.delete(key)) return
      // The request has been done, or refused, already: what stays is found as abandoned.
      await remove(incoming(key)).catch(() => {})
    },

    async remove(keys) {
      await settled(keys.map((key) => remove(kept(key))))
    },

    async size(key) {
      try {
        const { ContentLength } = await ask((s3, asking) => s3.headObject(kept(key), asking))
        return ContentLength ?? null
      } catch (error) {
        if (storageErrorIn(error)?.status === 404) return null
        throw error
      }
    },

    async open(key, { start = 0, end } = {}) {
      const Range = `bytes=${start}-${end ?? ''}`
      const { Body, ContentLength } = await ask((s3, asking) =>
        s3.getObject({ ...kept(key), Range }, asking),
      )
      // More bytes than the client was promised would be taken for the next answer.
      if (end !== undefined && ContentLength !== end - start + 1) {
        ;(Body as Readable).destroy()
        throw away(new StorageError('InvalidRange', `not the bytes ${start}-${end}`, null))
      }
      return Readable.from(piecesOf(Body as Readable, settings.timeoutMs), { objectMode: false })
    },

    async linkTo(key, given) {
      return settings.redirect ? linkToObject(await client(), kept(key), given) : null
    },

    async reach() {
      try {
        // There is no such object, and which error says so tells all that there is to know.
        await ask((s3, asking) => s3.getObject(incoming('none'), asking))
      } catch (error) {
        if (storageErrorIn(error)?.code !== 'NoSuchKey') throw error
      }
    },

    // Another server may be receiving it: only time tells what was left.
    async clearUp(isNamed, since) {
      for (const key of await keysBefore(ask, { Bucket, Prefix: folder('incoming') }, since)) {
        if (!(await isNamed(key))) await remove(kept(key))
        await abortUploads(ask, incoming(key))
        await remove(incoming(key))
      }
    },

    close,
  }
}
