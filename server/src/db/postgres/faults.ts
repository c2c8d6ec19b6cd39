import { malformed, unavailable } from '../../lib/errors.ts'

/** What PostgreSQL said; anything else that `pg` throws is about the connection itself. */
interface Told extends Error {
  code: string
  severity: string
}

export const isTold = (error: unknown): error is Told =>
  error instanceof Error && 'severity' in error && 'code' in error

const codeOf = (error: unknown): string => (isTold(error) ? error.code : '')

/** The server stops, or only reads by now. */
const LOST = ['57P01', '57P02', '57P03', '57P05', '25006']
/** Out of disk, memory or connections; or it took longer than a statement may. */
const OVERBURDENED = /^(53...|57014)$/

/** Whether nothing more is to be done with the connection on which this happened. */
export function isLost(error: unknown): boolean {
  if (!isTold(error)) return !(error instanceof TypeError)
  // A statement was planned before a migration by a newer version: a new connection plans it anew.
  const isOutdated = error.code === '0A000' && error.message.includes('cached plan')
  return isOutdated || error.code.startsWith('08') || LOST.includes(error.code)
}

const UNREACHED = /^E(CONNREFUSED|CONNRESET|HOSTUNREACH|NETUNREACH|TIMEDOUT|PIPE)$/

/** Whether there was no answer, or nobody to give one. */
export const isUnreached = (error: unknown): boolean =>
  !isTold(error) &&
  (UNREACHED.test((error as NodeJS.ErrnoException).code ?? '') ||
    /timeout|terminated/i.test(String((error as Error).message)))

/** Whether waiting may help somebody who could not connect: it does not if the password is wrong. */
export const mayPass = (error: unknown): boolean =>
  isTold(error) ? !/^(28|3D|42)/.test(error.code) : !/certificate|SSL/i.test(String(error))

/** Somebody else's transaction was in the way: this one was rolled back, and may be tried again. */
export const isConflict = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error))

/** A row that refers to one that is not there. */
export const isDangling = (error: unknown): boolean => codeOf(error) === '23503'

/** A second row where there may be one. */
export const isDuplicate = (error: unknown): boolean => codeOf(error) === '23505'

const lost = new WeakSet<Error>()

/** What happened to a statement, as an error that the rest of the program knows. */
export function translated(error: unknown): unknown {
  if (isLost(error)) {
    const told = unreachable(error)
    lost.add(told)
    return told
  }
  const code = codeOf(error)
  if (OVERBURDENED.test(code)) return overburdened(error)
  // Fields refuse it with their name; this is for where text comes from elsewhere.
  if (code === '22021') return malformed('Null characters are not allowed.')
  return error
}

/** Whether the connection broke under a statement: nobody knows whether that was carried out. */
export const wasLost = (error: unknown): boolean => error instanceof Error && lost.has(error)

export const unreachable = (cause: unknown) => unavailable('The database cannot be reached.', cause)

export const overburdened = (cause: unknown) => unavailable('The database is overburdened.', cause)
