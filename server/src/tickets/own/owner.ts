import type { Actor } from '../../users/queries.ts'

/** Who asks for a ticket of their own: somebody with an account, or whoever knows its secret key. */
export type Owner = { actor: Actor } | { key: string; address: string }
