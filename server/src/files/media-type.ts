import { readFileSync } from 'node:fs'

/** Python's library has the same list, and so have the machines that clients were written for. */
const TYPES = readTypes(readFileSync(new URL('media-types.txt', import.meta.url), 'utf8'))

const ARCHIVES = new Map([
  ['.svgz', '.svg.gz'],
  ['.tgz', '.tar.gz'],
  ['.taz', '.tar.gz'],
  ['.tz', '.tar.gz'],
  ['.tbz2', '.tar.bz2'],
  ['.txz', '.tar.xz'],
])
const COMPRESSED = new Set(['.gz', '.Z', '.bz2', '.xz', '.br'])

/** The media type that a file's name tells: that of the content where the file is compressed. */
export function guessMediaType(filename: string): string | null {
  let [stem, extension] = splitExtension(filename)
  const archive = ARCHIVES.get(extension.toLowerCase())
  if (archive) [stem, extension] = splitExtension(stem + archive)
  if (COMPRESSED.has(extension)) extension = splitExtension(stem)[1]
  return TYPES.get(extension.toLowerCase()) ?? null
}

/** Whether a file may be attached; `types` is null where every type may. */
export const hasAllowedType = (filename: string, types: readonly string[] | null): boolean =>
  typeRefusal(filename, types) === null

/** What is wrong with a file's extension, in words; null for nothing. No extension is always fine. */
export function typeRefusal(filename: string, types: readonly string[] | null): string | null {
  const extension = splitExtension(filename)[1].toLowerCase()
  if (types === null || types.includes(extension) || ['', '.'].includes(extension)) return null
  return `Unsupported file extension: ${extension}`
}

const LONGEST_TYPE = 255

/** All that is wrong with a file that comes with a ticket or a follow-up, in words. */
export function uploadRefusals(
  { filename, mimeType }: { filename: string; mimeType: string },
  types: readonly string[] | null,
): string[] {
  const tooLong = `Ensure the file's media type has no more than ${LONGEST_TYPE} characters.`
  const refusals = [mimeType.length > LONGEST_TYPE ? tooLong : null, typeRefusal(filename, types)]
  return refusals.filter((refusal) => refusal !== null)
}

/** Dots at the start of a name belong to the name: `.txt` has no extension, `README.` has `.`. */
function splitExtension(filename: string): [stem: string, extension: string] {
  const start = filename.lastIndexOf('/') + 1
  const dot = filename.lastIndexOf('.')
  const hasStem = dot > start && /[^.]/.test(filename.slice(start, dot))
  return hasStem ? [filename.slice(0, dot), filename.slice(dot)] : [filename, '']
}

function readTypes(list: string): Map<string, string> {
  const types = new Map<string, string>()
  for (const line of list.split('\n')) {
    const [type = '', ...extensions] = line.startsWith('#') ? [] : line.split(' ')
    for (const extension of extensions) types.set(`.${extension}`, type)
  }
  return types
}
