import type { Context } from '../../context.ts'
import type { Reply, Request } from '../../http/types.ts'
import type { Actor } from '../queries.ts'

/** One way of signing in. Another one is a file like basic.ts, and a line in authenticate.ts. */
export interface AuthenticationMethod {
  /** What `WWW-Authenticate` asks a stranger for; null where a header cannot say it. */
  challenge: string | null
  /** What the answer varies by once this method was asked. */
  vary: string | null
  /** Whether a request may be trying this method: a quick look, for most try another. */
  isTriedBy: (request: Request) => boolean
  /** The person; null if the request does not try this method; throws if it tries and fails. */
  authenticate: (ctx: Context, request: Request, reply: Reply) => Promise<Actor | null>
}

/** Whether an `Authorization` header begins with the name of a scheme. */
export const startsWith = (scheme: string, header: string | undefined): boolean =>
  header !== undefined && header.slice(0, scheme.length).toLowerCase() === scheme

/** The words of an `Authorization` header if it is for `scheme`: bytes, split where Python would. */
export function wordsFor(scheme: string, header: string | undefined): string[] | null {
  if (!header) return null
  const words = header.split(/[ \t\n\r\v\f]+/).filter((word) => word !== '')
  return words[0]?.toLowerCase() === scheme ? words : null
}
