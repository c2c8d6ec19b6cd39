import { sendNotFound } from './errors.ts'
import { secure } from './headers.ts'
import { logAnswer } from './request-log.ts'
import type { Reply, Request } from './types.ts'

/** An address that cannot be decoded, such as `/%zz`: no hook runs for it, so all of it is done here. */
export function refuseAddress(_error: Error, request: Request, reply: Reply) {
  secure(request, reply)
  reply.raw.once('finish', () => logAnswer(request, reply))
  sendNotFound(request, reply)
}
