import type { Request } from './types.ts'

/**
 * The address that the client used, as links must carry it. A trusted proxy says whether that was
 * HTTPS; it passes the `Host` header on as it came, and no other header stands in for it.
 */
export const baseUrl = (request: Request): string => `${request.protocol}://${hostOf(request)}`

export const hostOf = (request: Request): string => request.headers.host ?? request.hostname

// Source: the host grammar that Django accepts in its HttpRequest.get_host (RFC 1034/1035 names).
const HOST = /^([a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(:\d+)?$/i

export const isValidHost = (host: string): boolean => HOST.test(host)

/** Where a request came from. Nobody can say any more once its connection is gone. */
export const clientAddress = (request: Request): string =>
  (request.ip as string | undefined) ?? 'unknown'
