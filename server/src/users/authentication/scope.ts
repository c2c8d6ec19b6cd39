import type { Scope } from '../../db/people-tables.ts'
import { forbidden } from '../../lib/errors.ts'
import type { Actor } from '../queries.ts'

const LOOKS = ['GET', 'HEAD', 'OPTIONS']

/** Refuses a request that changes something, where its token is for reading only. */
export function refuseChange(scope: Scope, method: string): void {
  if (scope === 'read' && !LOOKS.includes(method)) {
    throw forbidden('This token may only read: it has the scope "read".')
  }
}

/** Refuses what admins alone may change, where their token has a lesser scope. */
export function refuseLimited({ limits }: Actor, method: string): void {
  if (limits && limits.scope !== 'admin' && !LOOKS.includes(method)) {
    throw forbidden(`This takes a token with the scope "admin": it has "${limits.scope}".`)
  }
}
