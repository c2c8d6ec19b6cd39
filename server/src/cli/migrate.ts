import type { Command } from 'commander'
import { migrate, openDb } from '../db/index.ts'
import { subcommand } from './command.ts'
import { configWith, databaseName, type SettingOptions } from './environment.ts'
import { counted, print, progress } from './output.ts'

/** `bellhop migrate`: the tables of this version. */
export function migrateCommand(program: Command) {
  subcommand(
    program,
    'migrate',
    'bring the tables up to date; "serve" and every other command do so by themselves',
  ).action(run)
}

async function run(options: SettingOptions & { json?: boolean }) {
  const config = configWith(options)
  const database = databaseName(config)
  progress(`Bringing ${database} up to date …`)
  await using db = openDb(config.databaseUrl, config.database)
  const migrations = await migrate(db)
  const text =
    migrations.length === 0
      ? `${database} is up to date already.`
      : `${database}: ran ${counted(migrations.length, 'migration')} (${migrations.join(', ')}).`
  print({ json: { database, migrations }, text }, options)
}
