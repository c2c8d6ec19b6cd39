import { type Ask, storageErrorIn } from './s3-client.ts'

interface Folder {
  Bucket: string
  Prefix: string
}

/** The keys below `Prefix`, without it, of what has been there, or half there, since before `since`. */
export async function keysBefore(ask: Ask, folder: Folder, since: Date): Promise<string[]> {
  const isOld = (date: Date | undefined) => date !== undefined && date < since
  const halves = await uploadsIn(ask, folder)
  const old = halves.filter(({ Initiated }) => isOld(Initiated)).map(({ Key }) => Key)
  let ContinuationToken: string | undefined
  do {
    const more = ContinuationToken ? { ContinuationToken } : {}
    const page = await ask((s3, asking) => s3.listObjectsV2({ ...folder, ...more }, asking))
    for (const { Key, LastModified } of page.Contents ?? []) if (isOld(LastModified)) old.push(Key)
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken)
  const keys = old.filter((key) => key !== undefined).map((key) => key.slice(folder.Prefix.length))
  return [...new Set(keys)]
}

/** Gives up what arrived of an object whose last part never came. */
export async function abortUploads(ask: Ask, { Bucket, Key }: { Bucket: string; Key: string }) {
  for (const { UploadId } of await uploadsIn(ask, { Bucket, Prefix: Key })) {
    await ask((s3, asking) => s3.abortMultipartUpload({ Bucket, Key, UploadId }, asking))
  }
}

async function uploadsIn(ask: Ask, folder: Folder) {
  try {
    const { Uploads } = await ask((s3, asking) => s3.listMultipartUploads(folder, asking))
    return Uploads ?? []
  } catch (error) {
    // Some that are compatible cannot tell; they have rules of their own for what is half there.
    if ([405, 501].includes(storageErrorIn(error)?.status ?? 0)) return []
    throw error
  }
}
