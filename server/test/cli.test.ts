import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { openDb } from '../src/db/index.ts'
import { verifyPassword } from '../src/users/password.ts'

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url))

// Two dozen starts of one program: what it compiled once is kept.
const COMPILED = mkdtempSync(join(tmpdir(), 'bellhop-compiled-'))
afterAll(() => rmSync(COMPILED, { recursive: true }))

vi.setConfig({ testTimeout: 60_000 })

interface Run {
  args: string[]
  input?: string
  env?: NodeJS.ProcessEnv
}

const session = (user_id: number) => ({ hash: `h${user_id}`, user_id, csrf: 'c', expires: '9' })

/** An empty folder to work in, and the program in it. */
function desk() {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))

  function run({ args, input = '', env = {} }: Run) {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILED, ...env },
    })
    child.stdin.end(input)
    const said = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
    return new Promise<typeof said & { code: number | null }>((resolve) => {
      child.on('close', (code) => resolve({ ...said, code }))
    })
  }

  const bellhop = (...args: string[]) => run({ args })
  return { folder, run, bellhop, database: () => openDb(`sqlite:${folder}/data/bellhop.sqlite`) }
}

test('the first user is made in a new helpdesk, and the password is never printed', async () => {
  const { run, bellhop, database } = desk()
  const args = ['user', 'create', 'ada', '--superuser', '--email', 'ada@example.com']
  const made = await run({ args, input: 'correct horse battery\nsecond line' })
  expect(made).toMatchObject({ code: 0, out: 'Added superuser "ada" (number 1).\n' })
  expect(made.err).toMatch(/^Making a new helpdesk at .*data.bellhop\.sqlite\.\n$/)

  await using db = database()
  const [user] = await db.selectFrom('user').selectAll().execute()
  expect(user).toMatchObject({ email: 'ada@example.com', is_staff: true, is_superuser: true })
  expect(await verifyPassword(user!.password, 'correct horse battery')).toBe(true)

  const list = await bellhop('user', 'list')
  expect(list.out).toMatch(/^ID +USERNAME +NAME +E-MAIL +ROLE +ACTIVE +TOKENS +SINCE\n/)
  expect(list.out).toMatch(/1 +ada +- +ada@example.com +superuser +yes +0 +\d{4}-\d\d-\d\d\n$/)
  expect(list.out).not.toContain('argon2')

  const again = await bellhop('user', 'create', 'ada', '--generate')
  expect(again).toMatchObject({ code: 1, out: '' })
  expect(again.err).toBe('bellhop: username: A user with that username already exists.\n')
})

test('a new password ends every session, and so does letting somebody in no more', async () => {
  const { bellhop, run, database } = desk()
  await bellhop('user', 'create', 'ada', '--superuser', '--generate')
  const tom = JSON.parse((await bellhop('user', 'create', 'tom', '--generate', '--json')).out)
  expect(tom).toMatchObject({ id: 2, username: 'tom', is_staff: false })
  expect(tom.password).toMatch(/^(\w{5}-){3}\w{5}$/)

  await using db = database()
  await db
    .insertInto('session')
    .values([session(1), session(2)])
    .execute()
  const args = ['user', 'password', 'tom', '--password-stdin', '--json']
  const changed = await run({ args, input: 'another good one\r\n' })
  expect(JSON.parse(changed.out)).toEqual({ username: 'tom', sessions_ended: 1 })
  const { password } = await db
    .selectFrom('user')
    .select('password')
    .where('id', '=', 2)
    .executeTakeFirstOrThrow()
  expect(await verifyPassword(password, 'another good one')).toBe(true)
  expect(await db.selectFrom('session').select('user_id').execute()).toEqual([{ user_id: 1 }])

  expect((await bellhop('user', 'deactivate', 'tom')).out).toContain('can no longer sign in')
  const last = await bellhop('user', 'deactivate', 'ada')
  expect(last.err).toBe('bellhop: "ada" is the only superuser left: make another one first.\n')
  expect(last.code).toBe(1)
  expect(await db.selectFrom('session').select('user_id').execute()).toEqual([{ user_id: 1 }])
  const nobody = await run({ args: ['user', 'password', 'eve'], input: 'x\n' })
  expect(nobody).toMatchObject({ code: 1, err: 'bellhop: There is no user "eve".\n' })
})

test('a token is shown once, listed without its key, and ended by its number', async () => {
  const { bellhop } = desk()
  await bellhop('user', 'create', 'ada', '--generate')
  const made = await bellhop('token', 'create', 'ada', '--name', 'nightly report', '--json')
  const { key, ...token } = JSON.parse(made.out)
  expect(key).toMatch(/^[0-9a-f]{40}$/)
  expect(token).toEqual({ id: 1, username: 'ada', name: 'nightly report', scope: 'admin' })
  const list = await bellhop('token', 'list', 'ada')
  expect(list.out).toMatch(/\n1 +ada +nightly report +\d{4}-/)
  expect(list.out).not.toContain(key)
  expect((await bellhop('token', 'revoke', '1')).code).toBe(0)
  expect((await bellhop('token', 'list')).out).toBe('There are no tokens.\n')
  const gone = await bellhop('token', 'revoke', '1')
  expect(gone.err).toBe('bellhop: There is no token with the number 1.\n')
})

test('queues and custom fields are added, changed and listed; what is wrong is named', async () => {
  const { bellhop } = desk()
  const args = ['--title', 'Support', '--public', '--new-ticket-cc', 'a@example.com, b@example.com']
  expect((await bellhop('queue', 'create', 'support', ...args)).code).toBe(0)
  const wrong = await bellhop('queue', 'create', 'no slug', '--title', 'x', '--email', 'nobody')
  expect(wrong).toMatchObject({ code: 1, out: '' })
  expect(wrong.err).toBe(
    'bellhop: slug: This may hold letters, digits, "-" and "_" only. ' +
      'email_address: This is not an e-mail address.\n',
  )
  const edited = await bellhop('queue', 'edit', 'support', '--no-public', '--escalate-days', '3')
  expect(edited).toMatchObject({ code: 0, err: '', out: 'Changed queue "support".\n' })
  const [support] = JSON.parse((await bellhop('queue', 'list', '--json')).out)
  expect(support).toMatchObject({
    allow_public_submission: false,
    escalate_days: 3,
    new_ticket_cc: 'a@example.com, b@example.com',
    tickets: 0,
  })

  const field = ['custom-field', 'create', 'site', '--label', 'Site', '--type']
  expect((await bellhop(...field, 'colour')).code).toBe(2)
  const choices = ['--choices', 'Shop', 'Office', '--json']
  expect(JSON.parse((await bellhop(...field, 'list', ...choices)).out)).toMatchObject({
    name: 'site',
    list_values: 'Shop\nOffice',
  })
  await bellhop('custom-field', 'edit', 'site', '--required', '--order', '2')
  const list = await bellhop('custom-field', 'list')
  expect(list.out).toMatch(/site +Site +list +- +Shop, Office +2 +yes +no +0\n$/)
  expect((await bellhop('custom-field', 'delete', 'site')).code).toBe(0)
})

test('the configuration is shown with where it came from, and without its secrets', async () => {
  const { folder, run } = desk()
  const secret = 's'.repeat(40)
  writeFileSync(
    join(folder, '.env'),
    `BELLHOP_PORT=81\nBELLHOP_HOST=::1\nBELLHOP_SECRET_KEY=${secret}`,
  )
  const shown = await run({ args: ['config', '--json'], env: { BELLHOP_PORT: '82' } })
  expect(shown.out).not.toContain(secret)
  const { settings, database } = JSON.parse(shown.out)
  expect(database).toMatch(/data.bellhop\.sqlite$/)
  expect(settings).toContainEqual({ name: 'BELLHOP_PORT', value: '82', from: 'environment' })
  expect(settings).toContainEqual({ name: 'BELLHOP_HOST', value: '::1', from: '.env' })
  expect(settings).toContainEqual({ name: 'BELLHOP_MAX_FILE_MB', value: '50', from: 'default' })
  expect(existsSync(join(folder, 'data'))).toBe(false)

  const wrong = await run({ args: ['config'], env: { BELLHOP_PORT: 'high' } })
  expect(wrong.code).toBe(3)
  expect(wrong.err).toMatch(/^bellhop: These settings cannot be used:\n {2}BELLHOP_PORT: /)
})

test('wrong usage, a missing helpdesk and a second migration end as --help says', async () => {
  const { bellhop, folder } = desk()
  const help = await bellhop('--help')
  expect(help).toMatchObject({ code: 0, err: '' })
  expect(help.out).toContain('2  wrong usage')
  expect((await bellhop('user', 'lst')).code).toBe(2)
  expect((await bellhop('serve', '--port', 'high')).code).toBe(2)
  const missing = await bellhop('user', 'list', '--data-dir', 'elsewhere')
  expect(missing.code).toBe(1)
  expect(missing.err).toContain(`There is no helpdesk at ${join(folder, 'elsewhere')}`)
  expect(existsSync(join(folder, 'elsewhere'))).toBe(false)

  const first = JSON.parse((await bellhop('migrate', '--json')).out)
  expect(first.migrations).toContain('001-users')
  expect((await bellhop('migrate')).out).toMatch(/is up to date already\.\n$/)
})

test('made-up tickets fill a new helpdesk, and only on request one that is in use', async () => {
  const { bellhop } = desk()
  const made = await bellhop('seed', '--tickets', '30', '--follow-ups', '3', '--json')
  expect([made.code, JSON.parse(made.out)]).toEqual([0, { tickets: 30, follow_ups: 90 }])
  const again = await bellhop('seed', '--tickets', '5')
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('There are 30 tickets')])
  expect((await bellhop('seed', '--tickets', '5', '--add')).code).toBe(0)
  expect((await bellhop('seed', '--tickets', '0')).code).toBe(2)
})

test('a helpdesk is copied into an empty database, and into no other', async () => {
  const { bellhop, run } = desk()
  await bellhop('seed', '--tickets', '30')
  const from = ['copy', '--from', 'sqlite:data/bellhop.sqlite']
  const copied = await bellhop(...from, '--to', 'sqlite:new/bellhop.sqlite', '--json')
  expect(copied.code, copied.err).toBe(0)
  expect(JSON.parse(copied.out)).toMatchObject({ rows: { ticket: 30, followup: 60 } })
  const env = { DATABASE_URL: 'sqlite:new/bellhop.sqlite' }
  const again = await run({ args: from, env })
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('is not empty')])
  const itself = await bellhop(...from, '--to', 'sqlite:data/bellhop.sqlite')
  expect([itself.code, itself.err]).toEqual([1, expect.stringContaining('the same one')])
  expect((await bellhop(...from)).err).toContain('DATABASE_URL')
})
