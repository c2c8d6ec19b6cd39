import type { Asking } from '../queues/access.ts'
import { changeTicket, type Said } from './change.ts'

/** Places a ticket on hold, so that it is not escalated, or takes it off again. */
export const holdTicket = (asking: Asking, id: number, onHold: boolean, said: Said) =>
  changeTicket(asking, { id, wanted: { on_hold: onHold } }, said)
