import { type Command, Option } from 'commander'
import type { Level } from '../db/schema.ts'
import { addQueue } from '../queues/add.ts'
import { editQueue } from '../queues/edit.ts'
import { grantQueue, revokeQueue } from '../queues/grant.ts'
import { listQueues } from '../queues/list.ts'
import { withoutPassword } from '../queues/mailbox.ts'
import { examples, given, subcommand, wholeNumber } from './command.ts'
import type { SettingOptions } from './environment.ts'
import { openHelpdesk, openOrMakeHelpdesk } from './helpdesk.ts'
import { note, print, table } from './output.ts'

type Common = SettingOptions & { json?: boolean }

interface QueueOptions extends Common {
  slug?: string
  title?: string
  email?: string
  locale?: string
  public?: boolean
  byEmail?: boolean
  notifyOnEmail?: boolean
  escalateDays?: number | null
  newTicketCc?: string
  updatedTicketCc?: string
  owner?: string
}

/** `bellhop queue`: where tickets are sorted into. */
export function queueCommands(program: Command) {
  const queue = program.command('queue').description('what tickets are sorted into')

  const create = subcommand(queue, 'create <slug>', 'add a queue; its tickets are "SLUG-12"')
    .requiredOption('--title <title>', 'what people call it')
    .action((slug: string, options: QueueOptions & { title: string }) => createQueue(slug, options))
  examples(takesFields(create), {
    'bellhop queue create support --title Support': 'the least that is needed',
    'bellhop queue create billing --title Billing --email billing@example.com --owner ada':
      'with its own sender, and somebody who gets its tickets',
  })

  subcommand(queue, 'list', 'show all queues').action(list)

  const edit = subcommand(queue, 'edit <slug>', 'change what you give; an empty value clears it')
    .option('--slug <slug>', 'a new slug: renames its tickets as well')
    .option('--title <title>', 'what people call it')
    .action((slug: string, options: QueueOptions) => edited(slug, options))
  examples(takesFields(edit), {
    'bellhop queue edit support --title "Help and advice" --public': 'two changes at once',
    'bellhop queue edit support --owner ""': 'no default owner any more',
  })

  const grant = subcommand(
    queue,
    'grant <slug> <username>',
    'give a queue to somebody who works here (see BELLHOP_QUEUE_PERMISSIONS)',
  )
    .addOption(
      new Option('--level <level>', 'view: read its tickets; reply: change them; manage: all of it')
        .choices(['view', 'reply', 'manage'])
        .default('manage'),
    )
    .action(granted)
  examples(grant, {
    'bellhop queue grant billing tom': 'tom works in billing, and in public queues',
    'bellhop queue grant billing tom --level view': 'tom reads it, and changes nothing',
  })
  subcommand(
    queue,
    'revoke <slug> <username>',
    'take a queue back; a public one stays visible',
  ).action(revoked)
}

function takesFields(command: Command): Command {
  return command
    .option('--email <address>', 'sender of its mail')
    .option('--locale <locale>', 'language of its mail, such as "en"')
    .option('--owner <username>', 'who gets its new tickets')
    .option('--public', 'open to the public')
    .option('--no-public', 'not open to the public')
    .option('--by-email', 'tickets may come by e-mail')
    .option('--no-by-email', 'no tickets by e-mail')
    .option('--notify-on-email', 'mail people about what comes by e-mail too')
    .option('--no-notify-on-email', 'do not mail people about what comes by e-mail')
    .option('--escalate-days <days>', 'raise the priority after so many days', wholeNumber)
    .option('--new-ticket-cc <addresses>', 'told of new tickets; commas between them')
    .option('--updated-ticket-cc <addresses>', 'told of every change; commas between them')
}

const fieldsOf = (options: QueueOptions) =>
  given({
    email_address: options.email,
    locale: options.locale,
    default_owner: options.owner,
    allow_public_submission: options.public,
    allow_email_submission: options.byEmail,
    enable_notifications_on_email_events: options.notifyOnEmail,
    escalate_days: options.escalateDays,
    new_ticket_cc: options.newTicketCc,
    updated_ticket_cc: options.updatedTicketCc,
  })

async function createQueue(slug: string, options: QueueOptions & { title: string }) {
  await using ctx = await openOrMakeHelpdesk(options)
  const queue = await addQueue(ctx, { slug, title: options.title, ...fieldsOf(options) })
  print(
    { json: withoutPassword(queue), text: `Added queue "${queue.slug}" (number ${queue.id}).` },
    options,
  )
}

async function edited(slug: string, options: QueueOptions) {
  await using ctx = await openHelpdesk(options)
  const changes = { slug: options.slug, title: options.title, ...fieldsOf(options) }
  const queue = await editQueue(ctx, slug, given(changes))
  print({ json: withoutPassword(queue), text: `Changed queue "${queue.slug}".` }, options)
}

async function list(options: Common) {
  await using ctx = await openHelpdesk(options)
  const queues = await listQueues(ctx.db)
  const text = table(queues, {
    ID: ({ id }) => id,
    SLUG: ({ slug }) => slug,
    TITLE: ({ title }) => title,
    'E-MAIL': ({ email_address }) => email_address,
    OWNER: ({ default_owner }) => default_owner,
    'GIVEN TO': ({ granted_to }) => granted_to.join(', '),
    PUBLIC: ({ allow_public_submission }) => allow_public_submission,
    TICKETS: ({ tickets }) => tickets,
    OPEN: ({ open_tickets }) => open_tickets,
  })
  print({ json: queues, text: queues.length > 0 ? text : 'There are no queues yet.' }, options)
}

const MAY: Record<Level, string> = { view: 'look at', reply: 'work in', manage: 'manage' }

async function granted(queue: string, username: string, options: Common & { level: Level }) {
  await using ctx = await openHelpdesk(options)
  const { level } = options
  const changed = await grantQueue(ctx, { queue, username, level })
  const text = changed
    ? `"${username}" may ${MAY[level]} queue "${queue}" now.`
    : `"${username}" was given queue "${queue}" before.`
  print({ json: { queue, username, level, granted: true, changed }, text }, options)
  if (!ctx.config.queuePermissions) note(NOT_SWITCHED_ON)
}

async function revoked(queue: string, username: string, options: Common) {
  await using ctx = await openHelpdesk(options)
  const changed = await revokeQueue(ctx, { queue, username })
  const text = changed
    ? `Queue "${queue}" was taken back from "${username}".`
    : `"${username}" was not given queue "${queue}".`
  print({ json: { queue, username, granted: false, changed }, text }, options)
  if (!ctx.config.queuePermissions) note(NOT_SWITCHED_ON)
}

const NOT_SWITCHED_ON =
  'This counts once BELLHOP_QUEUE_PERMISSIONS is true: until then whoever works here sees all queues.'
