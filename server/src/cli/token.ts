import { type Command, Option } from 'commander'
import type { Scope } from '../db/people-tables.ts'
import { issueToken, listTokens, revokeToken } from '../users/tokens.ts'
import { examples, subcommand } from './command.ts'
import type { SettingOptions } from './environment.ts'
import { CliError } from './failure.ts'
import { openHelpdesk } from './helpdesk.ts'
import { day, print, table } from './output.ts'

type Common = SettingOptions & { json?: boolean }

/** `bellhop token`: keys for programs that use the API. */
export function tokenCommands(program: Command) {
  const token = program.command('token').description('keys with which programs use the API')

  const create = subcommand(token, 'create <username>', 'make a key that acts as this user')
    .option('--name <name>', 'a name to know the key by', 'API')
    .addOption(
      new Option('--scope <scope>', 'read: only look; write: what takes no admin; admin: all')
        .choices(['read', 'write', 'admin'])
        .default('admin'),
    )
    .action(createToken)
  examples(create, {
    'bellhop token create ada --name "nightly report"': 'the key is shown this once',
    'KEY=$(bellhop token create ada --json | jq -r .key)': 'for a script',
  })

  subcommand(token, 'list [username]', 'show the keys of everybody, or of one user').action(list)
  examples(subcommand(token, 'revoke <number>', 'end a key at once').action(revoke), {
    'bellhop token revoke 3': 'the number is in "bellhop token list"',
  })
}

async function createToken(username: string, options: Common & { name: string; scope: Scope }) {
  await using ctx = await openHelpdesk(options)
  const made = await issueToken(ctx, { username, name: options.name, scope: options.scope })
  const text = [
    `Made token ${made.id}, "${made.name}", which acts as "${made.username}".`,
    `Key: ${made.key}`,
    'Keep it: it cannot be shown again. Send it as "Authorization: Token KEY".',
  ]
  print({ json: made, text: text.join('\n') }, options)
}

async function list(username: string | undefined, options: Common) {
  await using ctx = await openHelpdesk(options)
  const tokens = await listTokens(ctx.db, username)
  const text = table(tokens, {
    NUMBER: ({ id }) => id,
    USER: (row) => row.username,
    NAME: ({ name }) => name,
    MADE: ({ created }) => day(created),
    SCOPE: ({ scope }) => scope,
    EXPIRES: ({ expires }) => expires && day(expires),
    USED: ({ last_used: used }) => used && day(used),
  })
  print({ json: tokens, text: tokens.length > 0 ? text : 'There are no tokens.' }, options)
}

async function revoke(number: string, options: Common) {
  if (!/^\d{1,9}$/.test(number)) {
    throw new CliError(`"${number.slice(0, 8)}…" is not a number: "bellhop token list" shows them.`)
  }
  await using ctx = await openHelpdesk(options)
  const ended = await revokeToken(ctx, Number(number))
  print(
    { json: ended, text: `Token ${ended.id}, "${ended.name}" of "${ended.username}", ended.` },
    options,
  )
}
