import type { Command } from 'commander'
import { type Config, readConfig } from '../config.ts'
import { migrate, openDb } from '../db/index.ts'
import { examples, json } from './command.ts'
import { databaseName } from './environment.ts'
import { CliError } from './failure.ts'
import { counted, print } from './output.ts'

interface Options {
  from: string
  to?: string
  json?: boolean
}

/** `bellhop copy`: a helpdesk moves to another database. */
export function copyCommand(program: Command) {
  const command = program
    .command('copy')
    .description(
      'copy a whole helpdesk into an empty database, and compare every row; stop the server before',
    )
    .requiredOption('--from <url>', 'the old database: sqlite:PATH or postgres://…')
    .option(
      '--to <url>',
      'the new one (DATABASE_URL, where a password is not for everybody to see)',
    )
    .addOption(json())
    .action(run)
  examples(command, {
    'bellhop copy --from sqlite:data/bellhop.sqlite --to postgres://bellhop@localhost/bellhop':
      'on to PostgreSQL; attachments stay in the data folder',
    'bellhop copy --from postgres://bellhop@localhost/bellhop --to sqlite:data/bellhop.sqlite':
      'and back',
  })
}

async function run({ from, to, json: asJson }: Options) {
  const [source, target] = [configFor(from), configFor(to ?? process.env['DATABASE_URL'])]
  if (source.databaseUrl === target.databaseUrl) {
    throw new CliError('The old and the new database are the same one.')
  }
  await using old = openDb(source.databaseUrl, source.database)
  await using fresh = openDb(target.databaseUrl, target.database)
  await migrate(old)
  await migrate(fresh)
  const rows = await copied(old, fresh)
  const total = Object.values(rows).reduce((sum, count) => sum + count, 0)
  const [there, here] = [databaseName(source), databaseName(target)]
  const text = `Copied ${counted(total, 'row')} from ${there} to ${here}, and found each of them there.`
  print({ json: { from: there, to: here, rows }, text }, asJson ? { json: true } : {})
}

/** What else is set counts for both. */
function configFor(url: string | undefined): Config {
  if (!url) throw new CliError('Where to? Say --to, or set DATABASE_URL.')
  return readConfig({ ...process.env, DATABASE_URL: url })
}

type Dbs = Parameters<(typeof import('../copy/copy.ts'))['copyRows']>

async function copied(from: Dbs[0], to: Dbs[1]) {
  // The other commands, the server among them, do not pay for these.
  const { copyRows } = await import('../copy/copy.ts')
  const { progressBar } = await import('./progress.ts')
  let bar: ReturnType<typeof progressBar> | undefined
  let done = 0
  try {
    return await copyRows(from, to, {
      start: (total) => (bar = progressBar('Copying and comparing', total)),
      step: (rows) => bar?.((done += rows)),
    })
  } finally {
    bar?.end()
  }
}
