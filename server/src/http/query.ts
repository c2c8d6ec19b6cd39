import type { Request } from './types.ts'

export const parseQuery = (text: string) => ({ parameters: new URLSearchParams(text) })

/** What stands behind the `?` of a request's address. Of several values with one name the last counts. */
export const queryOf = (request: Request): URLSearchParams =>
  (request.query as ReturnType<typeof parseQuery>).parameters
