import type { Readable } from 'node:stream'
import { blocksOf } from './blocks.ts'
import type { Ask } from './s3-client.ts'

/** The least that S3 takes as a part; an upload holds one part in memory. */
const PART_BYTES = 5 * 1024 * 1024

interface Place {
  Bucket: string
  Key: string
}

/** Whoever gets at an object without us gets it for saving, and no browser takes it for a page. */
const HARMLESS = { ContentType: 'application/octet-stream', ContentDisposition: 'attachment' }

/**
 * Streams a new object, and gives its size. A small one is written at once; a large one in parts,
 * each when it is full, and S3 shows nothing of it before the last.
 */
export async function putObject(ask: Ask, place: Place, content: Readable): Promise<number> {
  let parts: Parts | null = null
  let size = 0
  try {
    for await (const block of blocksOf(content, PART_BYTES)) {
      size += block.length
      if (!parts && block.length < PART_BYTES) {
        await ask((s3, asking) => s3.putObject({ ...place, ...HARMLESS, Body: block }, asking))
        return size
      }
      parts ??= await beginParts(ask, place)
      await parts.add(block)
    }
    await parts?.complete()
    return size
  } catch (error) {
    await parts?.abort()
    throw error
  }
}

type Parts = Awaited<ReturnType<typeof beginParts>>

async function beginParts(ask: Ask, place: Place) {
  const { UploadId } = await ask((s3, asking) =>
    s3.createMultipartUpload({ ...place, ...HARMLESS }, asking),
  )
  const upload = { ...place, UploadId }
  const Parts: { PartNumber: number; ETag: string | undefined }[] = []
  return {
    async add(Body: Buffer) {
      const PartNumber = Parts.length + 1
      const { ETag } = await ask((s3, asking) =>
        s3.uploadPart({ ...upload, PartNumber, Body }, asking),
      )
      Parts.push({ PartNumber, ETag })
    },

    async complete() {
      await ask((s3, asking) =>
        s3.completeMultipartUpload({ ...upload, MultipartUpload: { Parts } }, asking),
      )
    },

    /** Where this fails, too, the parts wait until somebody looks for what was abandoned. */
    async abort() {
      await ask((s3, asking) => s3.abortMultipartUpload(upload, asking)).catch(() => {})
    },
  }
}
