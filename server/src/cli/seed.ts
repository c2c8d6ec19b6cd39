import { type Command, InvalidArgumentError } from 'commander'
import { countRows } from '../db/tally.ts'
import { examples, subcommand } from './command.ts'
import type { SettingOptions } from './environment.ts'
import { CliError } from './failure.ts'
import { openOrMakeHelpdesk } from './helpdesk.ts'
import { counted, print } from './output.ts'

interface Options extends SettingOptions {
  json?: boolean
  tickets: number
  followUps: number
  add?: boolean
}

const MOST_TICKETS = 100_000_000
const MOST_FOLLOW_UPS = 1000

/** `bellhop seed`: as many made-up tickets as somebody wants to measure with. */
export function seedCommand(program: Command) {
  const command = subcommand(
    program,
    'seed',
    'fill a helpdesk with made-up tickets, to see how it does with so many',
  )
    .requiredOption('--tickets <number>', 'how many', from(1, MOST_TICKETS))
    .option('--follow-ups <number>', 'for each ticket', from(1, MOST_FOLLOW_UPS), 2)
    .option('--add', 'also where there are tickets already')
    .action(run)
  examples(command, {
    'bellhop seed --tickets 10000 --data-dir /tmp/trial':
      'in a few seconds, in a folder to throw away',
    'bellhop seed --tickets 1000000 --follow-ups 3': 'a million, in some minutes',
  })
}

const from = (least: number, most: number) => (text: string) => {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : -1
  if (number >= least && number <= most) return number
  throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
}

async function run({ tickets, followUps, add, ...options }: Options) {
  // The other commands, the server among them, do not pay for these.
  const { seed } = await import('../seed/seed.ts')
  const { progressBar } = await import('./progress.ts')
  await using ctx = await openOrMakeHelpdesk(options)
  const there = await countRows(ctx.db, 'ticket', 'all')
  if (there > 0 && !add) {
    throw new CliError(
      `There are ${counted(there, 'ticket')} already. Say --add to put made-up ones among them.`,
    )
  }
  const people = await ctx.db
    .selectFrom('user')
    .select('id')
    .where('is_staff', '=', true)
    .where('is_active', '=', true)
    .execute()
  const staff = people.map(({ id }) => id)
  const onProgress = progressBar('Making up tickets', tickets)
  try {
    await seed(ctx.db, { tickets, followUps, staff, now: ctx.now(), onProgress })
  } finally {
    onProgress.end()
  }
  const text = `Made up ${counted(tickets, 'ticket')} with ${counted(followUps, 'follow-up')} each.`
  print({ json: { tickets, follow_ups: tickets * followUps }, text }, options)
}
