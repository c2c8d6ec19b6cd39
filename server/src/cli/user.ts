import { type Command, Option } from 'commander'
import { createAccount } from '../users/account.ts'
import { changePassword } from '../users/change-password.ts'
import { activateUser, deactivateUser } from '../users/deactivate.ts'
import { userIdOf } from '../users/find.ts'
import { listUsers } from '../users/list.ts'
import { examples, subcommand } from './command.ts'
import type { SettingOptions } from './environment.ts'
import { openHelpdesk, openOrMakeHelpdesk } from './helpdesk.ts'
import { counted, day, print, table } from './output.ts'
import { newPassword, type PasswordOptions } from './password.ts'

type Common = SettingOptions & { json?: boolean }
type CreateOptions = Common &
  PasswordOptions & {
    email?: string
    firstName?: string
    lastName?: string
    staff?: boolean
    superuser?: boolean
  }

/** `bellhop user`: who can sign in. */
export function userCommands(program: Command) {
  const user = program.command('user').description('the people who can sign in')

  const create = subcommand(
    user,
    'create <username>',
    'add somebody; a customer, unless you say more',
  )
    .option('--email <address>', 'e-mail address')
    .option('--first-name <name>', 'first name')
    .option('--last-name <name>', 'last name')
    .option('--staff', 'works here: sees and answers tickets')
    .option('--superuser', 'works here, and may do everything')
    .action(createUser)
  examples(takesPassword(create), {
    'bellhop user create ada --superuser --email ada@example.com': 'asks for the password',
    'bellhop user create tom --staff --generate': 'makes a password up, and shows it once',
    'bellhop user create maya --password-stdin < password.txt': 'reads it from a file',
  })

  subcommand(user, 'list', 'show everybody')
    .option('--staff', 'only those who work here')
    .action(list)

  const password = subcommand(
    user,
    'password <username>',
    'set a new password, and end all sessions',
  )
  examples(takesPassword(password.action(setPassword)), {
    'bellhop user password ada': 'asks for the new password',
    'bellhop user password ada --generate --json': 'makes one up, for a program',
  })

  subcommand(
    user,
    'deactivate <username>',
    'let somebody in no more; what they wrote stays',
  ).action(deactivate)
  subcommand(user, 'activate <username>', 'let somebody in again').action(activate)
}

function takesPassword(command: Command): Command {
  return command
    .addOption(
      new Option('--password-stdin', 'read the password from the first line of the standard input'),
    )
    .addOption(
      new Option('--generate', 'make a password up, and show it once').conflicts('passwordStdin'),
    )
}

async function createUser(username: string, options: CreateOptions) {
  await using ctx = await openOrMakeHelpdesk(options)
  const { password, generated } = await newPassword(options)
  const made = await createAccount(ctx, {
    username,
    password,
    email: options.email ?? '',
    first_name: options.firstName ?? '',
    last_name: options.lastName ?? '',
    is_staff: options.staff ?? false,
    is_superuser: options.superuser ?? false,
  })
  const lines = [`Added ${roleOf(made)} "${made.username}" (number ${made.id}).`]
  if (generated) lines.push(`Password: ${password}`)
  print({ json: { ...made, ...(generated ? { password } : {}) }, text: lines.join('\n') }, options)
}

async function list(options: Common & { staff?: boolean }) {
  await using ctx = await openHelpdesk(options)
  const everybody = await listUsers(ctx.db)
  const users = options.staff ? everybody.filter(({ is_staff }) => is_staff) : everybody
  const text = table(users, {
    ID: ({ id }) => id,
    USERNAME: ({ username }) => username,
    NAME: ({ first_name, last_name }) => `${first_name} ${last_name}`.trim(),
    'E-MAIL': ({ email }) => email,
    ROLE: roleOf,
    ACTIVE: ({ is_active }) => is_active,
    TOKENS: ({ tokens }) => tokens,
    SINCE: ({ date_joined }) => day(date_joined),
  })
  print({ json: users, text: users.length > 0 ? text : 'There is nobody yet.' }, options)
}

async function setPassword(username: string, options: Common & PasswordOptions) {
  await using ctx = await openHelpdesk(options)
  await userIdOf(ctx.db, username)
  const { password, generated } = await newPassword(options)
  const { sessions_ended } = await changePassword(ctx, { username, password })
  const lines = [`"${username}" has a new password. ${ended(sessions_ended)}`]
  if (generated) lines.push(`Password: ${password}`)
  const json = { username, sessions_ended, ...(generated ? { password } : {}) }
  print({ json, text: lines.join('\n') }, options)
}

async function deactivate(username: string, options: Common) {
  await using ctx = await openHelpdesk(options)
  const { sessions_ended } = await deactivateUser(ctx, username)
  const text = `"${username}" can no longer sign in. ${ended(sessions_ended)}`
  print({ json: { username, is_active: false, sessions_ended }, text }, options)
}

async function activate(username: string, options: Common) {
  await using ctx = await openHelpdesk(options)
  await activateUser(ctx, username)
  print({ json: { username, is_active: true }, text: `"${username}" can sign in again.` }, options)
}

function roleOf(user: { is_staff: boolean; is_superuser: boolean }): string {
  if (user.is_superuser) return 'superuser'
  return user.is_staff ? 'staff' : 'customer'
}

const ended = (sessions: number) => `${counted(sessions, 'session')} ended; API tokens stay.`
