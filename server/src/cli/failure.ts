import { CommanderError } from 'commander'
import { ConfigError } from '../config.ts'
import { AppError, type FieldErrors } from '../lib/errors.ts'
import { note } from './output.ts'

/** What the program's end tells the shell. docs/cli.md and `bellhop --help` have it from here. */
export const EXIT = { done: 0, failed: 1, usage: 2, config: 3 } as const

export const EXIT_CODES = [
  [EXIT.done, 'done'],
  [EXIT.failed, 'refused, or failed: the message says why'],
  [EXIT.usage, 'wrong usage: an unknown command or option, or one that is missing'],
  [EXIT.config, 'the configuration cannot be used'],
] as const

/** Something that somebody at the terminal can put right. */
export class CliError extends Error {
  override name = 'CliError'
}

/** Says what went wrong in one plain line, and gives the exit code for it. */
export function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
  note(`bellhop: ${inWords(error)}`)
  if (process.env.DEBUG) note(error instanceof Error ? (error.stack ?? '') : '')
  return error instanceof ConfigError ? EXIT.config : EXIT.failed
}

function inWords(error: unknown): string {
  if (error instanceof AppError) return error.fields ? listed(error.fields) : withCause(error)
  if (error instanceof ConfigError || error instanceof CliError) return error.message
  const { message, code } = error as NodeJS.ErrnoException
  return (
    (code && SYSTEM[code]?.(error as NodeJS.ErrnoException)) ??
    fromDatabase(String(message)) ??
    `This should not have happened, and is a fault in Bellhop: ${message ?? String(error)} ` +
      '(DEBUG=1 shows where).'
  )
}

/** Whoever runs a command may know what clients of the API are not told. */
const withCause = ({ message, cause }: AppError): string =>
  cause instanceof Error ? `${message} (${cause.message})` : message

const listed = (fields: FieldErrors): string =>
  Object.entries(fields)
    .map(
      ([name, errors]) => `${name}: ${Array.isArray(errors) ? errors.join(' ') : listed(errors)}`,
    )
    .join(' ')

type Told = NodeJS.ErrnoException & { port?: number; address?: string }

const SYSTEM: Record<string, (error: Told) => string> = {
  EADDRINUSE: ({ port }) => `Port ${port} is taken: choose another one with --port.`,
  EADDRNOTAVAIL: ({ address }) => `This machine does not have the address ${address}.`,
  ENOTFOUND: ({ message }) => `There is no such host: ${message}.`,
  EACCES: ({ path, port }) =>
    path ? `There is no permission to use ${path}.` : `There is no permission to use port ${port}.`,
  ENOENT: ({ path }) => `${path} is not there.`,
  ENOSPC: () => 'The disk is full.',
  EROFS: ({ path }) => `${path} cannot be written to.`,
  ENOTDIR: ({ path }) => `${path} goes through something that is not a folder.`,
  EEXIST: ({ path }) => `${path} is there already, and is not a folder.`,
}

function fromDatabase(message: string): string | null {
  if (message.includes('unable to open database')) return 'The database cannot be opened.'
  if (message.includes('database is locked')) return 'The database is busy: try again.'
  if (message.includes('file is not a database')) return 'The database file is not a database.'
  if (message.includes('readonly database')) return 'The database may not be written to.'
  if (!message.startsWith('corrupted migrations')) return null
  return 'The database was made by a newer version of Bellhop: use that one.'
}
