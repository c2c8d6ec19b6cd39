import type { FastifyError } from 'fastify'
import { isDiskFull } from '../lib/disk-full.ts'
import { AppError, type ErrorCode, unavailable } from '../lib/errors.ts'
import { render } from './render.ts'
import type { Reply, Request } from './types.ts'

const STATUS: Record<ErrorCode, number> = {
  invalid: 400,
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  conflict: 409,
  too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  unavailable: 503,
  uncertain: 500,
}

/** The only place where an error becomes a response. */
export function sendError(error: unknown, request: Request, reply: Reply) {
  if (error instanceof AppError) {
    if (error.cause) request.log.error({ id: request.id, err: error.cause })
    if (error.retryAfter) reply.header('retry-after', error.retryAfter)
    reply.code(statusOf(error, request, reply))
    return render(request, reply, error.fields ?? { detail: error.message })
  }
  if (isDiskFull(error)) {
    request.log.error({ id: request.id, err: error })
    return sendError(
      unavailable('The disk is full: nothing was changed. Make room.'),
      request,
      reply,
    )
  }
  const { statusCode = 500, message } = error as FastifyError
  if (statusCode < 500) {
    reply.code(statusCode)
    return render(request, reply, { detail: message })
  }
  request.log.error({ id: request.id, err: error })
  reply.code(500)
  return render(request, reply, { detail: 'Internal server error.' })
}

function statusOf({ code }: AppError, { challenge }: Request, reply: Reply): number {
  if (code !== 'unauthenticated') return STATUS[code]
  if (challenge === null) return STATUS.forbidden
  reply.header('www-authenticate', challenge)
  return STATUS.unauthenticated
}

/** An address that nobody has. */
export function sendNotFound(request: Request, reply: Reply) {
  reply.code(404)
  return render(request, reply, { detail: 'Not found.' })
}
