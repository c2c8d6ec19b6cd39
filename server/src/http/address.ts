import type { Request } from './types.ts'

/** The address that the client used, as links must carry it. Forwarded headers count from trusted proxies. */
export const baseUrl = (request: Request): string => `${request.protocol}://${request.host}`

// Source: the host grammar that Django accepts in its HttpRequest.get_host (RFC 1034/1035 names).
const HOST = /^([a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(:\d+)?$/i

export const isValidHost = (host: string): boolean => HOST.test(host)
