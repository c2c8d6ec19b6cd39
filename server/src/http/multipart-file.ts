import { Readable } from 'node:stream'
import { malformed, tooLarge } from '../lib/errors.ts'
import { base64Decoder } from './base64.ts'
import type { PartReader } from './multipart-parts.ts'

export interface FileRules {
  isBase64: boolean
  maxBytes: number
}

/**
 * Streams the part that begins here to `receive`. Answers `null` for a file that is incomplete
 * because the body ended in it: that one counts as not sent.
 */
export async function receiveFile<Upload>(
  parts: PartReader,
  rules: FileRules,
  receive: (content: Readable) => Promise<Upload>,
): Promise<{ upload: Upload } | null> {
  let isCut = false
  let failure: unknown = null
  async function* bytes() {
    try {
      yield* decoded(parts, rules)
      isCut = !(await parts.hasNext())
    } catch (error) {
      // Once nobody wants the rest, that is why: what they say of it counts.
      if (!content.destroyed) failure = error
      throw error
    }
    if (isCut) throw new Error('The body ended inside a file.')
  }

  const source = bytes()
  const content = Readable.from(source, { objectMode: false })
  // Whatever goes wrong is thrown below; without a listener it would end the process, too.
  content.on('error', () => {})
  const outcome = await receive(content).then(
    (upload) => ({ upload }),
    (error: unknown) => ({ error }),
  )
  content.destroy()
  // Nobody else may still be reading when the next part begins.
  await source.return()
  if (failure) throw failure
  if (isCut) return null
  if ('error' in outcome) throw outcome.error
  return (await parts.hasNext()) ? outcome : null
}

async function* decoded(parts: PartReader, { isBase64, maxBytes }: FileRules) {
  const decoder = isBase64 ? base64Decoder() : null
  let total = 0
  for (let piece = await parts.read(); piece; piece = await parts.read()) {
    const bytes = decoder ? decoder.decode(piece) : piece
    total += bytes.length
    if (total > maxBytes) throw tooLarge(`A file may have at most ${maxBytes} bytes.`)
    if (bytes.length > 0) yield bytes
  }
  if (decoder?.isComplete() === false) {
    throw malformed('Multipart form parse error - Could not decode base64 data.')
  }
}
