/**
 * What is wrong with a search before it is saved; null if nothing is. Whether the names are those of
 * a list is found out by asking it: a field may be gone by then.
 */
export function flawOfQuery(query: string): string | null {
  if (/[\s#?\p{Cc}]/u.test(query)) {
    return 'Write it as in an address, without "?": "status=Open&ordering=-created".'
  }
  for (const part of query.split('&')) {
    const at = part.indexOf('=')
    if (at < 1) return `"${part}" has to be a name, "=" and a value.`
    if (!isDecodable(part.slice(0, at)) || !isDecodable(part.slice(at + 1))) {
      return `"${part}" holds a "%" that stands for no character, or for a null character.`
    }
  }
  return null
}

function isDecodable(text: string): boolean {
  try {
    return !decodeURIComponent(text).includes('\0')
  } catch {
    return false
  }
}
