import type { S3 } from '@aws-sdk/client-s3'
import type { Given } from './store.ts'

const SECONDS = 60

/** A link to one object that the storage itself answers, as a download under the name that was given. */
export async function linkToObject(
  s3: S3,
  object: { Bucket: string; Key: string },
  { type, disposition }: Given,
): Promise<string> {
  const [{ GetObjectCommand }, { getSignedUrl }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@aws-sdk/s3-request-presigner'),
  ])
  const asked = new GetObjectCommand({
    ...object,
    ResponseContentType: type,
    ResponseContentDisposition: disposition,
    ResponseCacheControl: 'private, no-store',
  })
  return getSignedUrl(s3, asked, { expiresIn: SECONDS })
}
