export type ErrorCode =
  | 'invalid'
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'conflict'
  | 'too_large'
  | 'unsupported_media_type'
  | 'too_many_requests'
  | 'unavailable'
  | 'uncertain'

/** Messages by the name of the field they are about; a field that holds fields holds the same. */
export type FieldErrors = { [field: string]: string[] | FieldErrors }

/** An error the caller can act on. Anything else that is thrown is a bug. */
export class AppError extends Error {
  override name = 'AppError'
  readonly code: ErrorCode
  readonly fields: FieldErrors | undefined
  /** Seconds after which trying again makes sense. */
  readonly retryAfter: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    more: { fields?: FieldErrors; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? {} : { cause: more.cause })
    this.code = code
    this.fields = more.fields
    this.retryAfter = more.retryAfter
  }
}

export const invalid = (fields: FieldErrors) =>
  new AppError('invalid', 'Invalid input.', { fields })
export const malformed = (message: string) => new AppError('malformed', message)
export const unauthenticated = (message = 'Authentication credentials were not provided.') =>
  new AppError('unauthenticated', message)
export const forbidden = (message = 'You do not have permission to perform this action.') =>
  new AppError('forbidden', message)
export const notFound = (what?: string) =>
  new AppError('not_found', what ? `No ${what} matches the given query.` : 'Not found.')
export const invalidPage = () => new AppError('not_found', 'Invalid page.')
export const methodNotAllowed = (method: string) =>
  new AppError('method_not_allowed', `Method "${method}" not allowed.`)
export const notAcceptable = () =>
  new AppError('not_acceptable', 'Could not satisfy the request Accept header.')
export const conflict = (message: string) => new AppError('conflict', message)
export const tooLarge = (message: string) => new AppError('too_large', message)
export const unsupportedMediaType = (type: string) =>
  new AppError('unsupported_media_type', `Unsupported media type "${type}" in request.`)
export const tooManyRequests = (message: string, retryAfter: number) =>
  new AppError('too_many_requests', message, { retryAfter })
/** `cause` is for whoever runs this helpdesk: it is logged, and not told to clients. */
export const unavailable = (message: string, cause?: unknown) =>
  new AppError('unavailable', message, { retryAfter: 5, cause })
/** A change that may have been made or not: so nobody is told to ask for it again. */
export const uncertain = (cause: unknown) =>
  new AppError(
    'uncertain',
    'The database was lost at the end of this change: it may have been made, or not. Look before you try again.',
    { cause },
  )

export const isUncertain = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'uncertain'
