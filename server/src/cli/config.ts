import { resolve } from 'node:path'
import type { Command } from 'commander'
import { SETTINGS } from '../settings.ts'
import { describePostgresUrl, isPostgresUrl } from '../lib/postgres-url.ts'
import { subcommand } from './command.ts'
import {
  configWith,
  databaseName,
  filesName,
  originOf,
  type SettingOptions,
} from './environment.ts'
import { print, table } from './output.ts'
import { defaultOf } from './setting-default.ts'

const SECRET = [
  'BELLHOP_SECRET_KEY',
  'BELLHOP_ENCRYPTION_KEY',
  'BELLHOP_ADMIN_PASSWORD',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
]

/** `bellhop config`: what is in force, and where it came from. */
export function configCommand(program: Command) {
  subcommand(program, 'config', 'show the settings that are in force; secrets are hidden').action(
    show,
  )
}

function show(options: SettingOptions & { json?: boolean }) {
  const config = configWith(options)
  const settings = Object.keys(SETTINGS.shape).map((name) => settingOf(name, options))
  const paths = {
    data: resolve(config.dataDir),
    database: databaseName(config),
    files: filesName(config),
  }
  const rows = table(settings, {
    SETTING: ({ name }) => name,
    VALUE: ({ value }) => value,
    FROM: ({ from }) => from,
  })
  const text = `${rows}\n\nData folder: ${paths.data}\nDatabase: ${paths.database}\nFiles: ${paths.files}`
  print({ json: { settings, ...paths }, text }, options)
}

function settingOf(name: string, { dataDir }: SettingOptions) {
  if (name === 'BELLHOP_DATA_DIR' && dataDir) return { name, value: dataDir, from: 'option' }
  const value = process.env[name]
  if (!value) return { name, value: defaultOf(name), from: 'default' }
  return { name, value: shown(name, value), from: originOf(name) }
}

function shown(name: string, value: string): string {
  if (SECRET.includes(name)) return '(hidden)'
  if (isPostgresUrl(value)) return describePostgresUrl(value).replace('//', '//(hidden)@')
  // An address may hold a name and a password.
  return value.replace(/\/\/.*@/s, '//(hidden)@')
}
