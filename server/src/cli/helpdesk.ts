import { existsSync } from 'node:fs'
import type { Context } from '../context.ts'
import { openContext } from '../open.ts'
import { configWith, databasePath, type SettingOptions } from './environment.ts'
import { CliError } from './failure.ts'
import { note } from './output.ts'

/** Opens the helpdesk for a command that wants one to be there: a wrong folder is not filled. */
export async function openHelpdesk(options: SettingOptions): Promise<Context & AsyncDisposable> {
  const config = configWith(options)
  const path = databasePath(config)
  if (path && !existsSync(path)) {
    throw new CliError(
      `There is no helpdesk at ${path}. Start one with "bellhop serve", or say where it is with --data-dir.`,
    )
  }
  return openContext(config)
}

/** Opens the helpdesk for a command that may be the first: it is made if it is not there. */
export async function openOrMakeHelpdesk(
  options: SettingOptions,
): Promise<Context & AsyncDisposable> {
  const config = configWith(options)
  const path = databasePath(config)
  if (path && !existsSync(path)) note(`Making a new helpdesk at ${path}.`)
  return openContext(config)
}
