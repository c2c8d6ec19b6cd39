import type { Command } from 'commander'
import { examples, json } from './command.ts'
import { copyFilesFor, withPlaces } from './copy-files.ts'
import { type CopyOptions, copyRowsFor, refuseNewDatabase } from './copy-rows.ts'
import { print } from './output.ts'

/** `bellhop copy`: a helpdesk moves to another database, its files to another place, or both. */
export function copyCommand(program: Command) {
  const command = program
    .command('copy')
    .description(
      'copy a whole helpdesk into an empty database, its files to another place, or both; every row ' +
        'and file is compared afterwards. Stop the server before rows are copied',
    )
    .option('--from <url>', 'the old database: sqlite:PATH or postgres://…')
    .option(
      '--to <url>',
      'the new one (DATABASE_URL, where a password is not for everybody to see)',
    )
    .option('--files-from <url>', 'where files are: file:PATH or s3://… (FILES_URL)')
    .option('--files-to <url>', 'where they are to be; what is there already is left')
    .addOption(json())
    .action(run)
  examples(command, {
    'bellhop copy --from sqlite:data/bellhop.sqlite --to postgres://bellhop@localhost/bellhop':
      'on to PostgreSQL; attachments stay in the data folder',
    'bellhop copy --from postgres://bellhop@localhost/bellhop --to sqlite:data/bellhop.sqlite':
      'and back',
    "bellhop copy --files-from file:data/files --files-to 's3://desk-files?region=eu-central-1'":
      'only the files, on to S3; run it again if it breaks off',
  })
}

async function run(options: CopyOptions, command: Command) {
  const { from, to, filesFrom, filesTo } = options
  if (to && !from) command.error('error: --to needs --from')
  if (filesFrom && !filesTo) command.error('error: --files-from needs --files-to')
  if (!from && !filesTo) command.error('error: say --from, to copy rows, or --files-to, or both')
  if (from && filesTo) await refuseNewDatabase({ ...options, from })
  // Files take longer, and may be begun again. Rows that name later ones are refused.
  const files = filesTo ? await copyFilesFor({ ...options, filesTo }) : null
  const rows = from ? await copyRowsOf({ ...options, from }) : null
  print(
    {
      json: { ...rows?.json, ...(files ? { files: files.json } : {}) },
      text: [files?.text, rows?.text].filter(Boolean).join('\n'),
    },
    options,
  )
}

const copyRowsOf = ({ filesTo, ...options }: CopyOptions & { from: string }) =>
  filesTo
    ? withPlaces({ ...options, filesTo }, (places) => copyRowsFor(options, places))
    : copyRowsFor(options)
