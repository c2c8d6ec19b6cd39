import type { Context } from '../../context.ts'
import { baseUrl } from '../../http/address.ts'
import type { Request } from '../../http/types.ts'
import { sameText, sign } from '../../lib/secret.ts'
import type { LinkTo } from './queries.ts'

/** Makes links to files, as this request's answer carries them: whoever has one may download, for a while. */
export function fileLinks(ctx: Context, request: Request): LinkTo {
  const { linkSeconds } = ctx.config.attachments
  // Rounded up, so that a link stays the same for a while and its download can be kept.
  const expires = (Math.floor(ctx.now().getTime() / 1000 / linkSeconds) + 2) * linkSeconds
  const base = baseUrl(request)
  return ({ key, filename }) => {
    const signature = sign(ctx.secret, signedText(key, expires))
    const name =
      encodeURIComponent(filename.split('/').at(-1)!.toWellFormed().slice(0, 200)) || 'file'
    return `${base}/files/${key}/${name}?expires=${expires}&signature=${signature}`
  }
}

/** Whether a link was made by us and still counts. */
export function isValidLink(
  ctx: Context,
  { key, expires, signature }: { key: string; expires: string; signature: string },
): boolean {
  if (!/^\d{1,12}$/.test(expires) || Number(expires) * 1000 < ctx.now().getTime()) return false
  return sameText(signature, sign(ctx.secret, signedText(key, Number(expires))))
}

const signedText = (key: string, expires: number) => `file ${key} ${expires}`
