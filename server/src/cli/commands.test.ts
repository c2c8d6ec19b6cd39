import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readConfig } from '../config.ts'
import { openContext } from '../open.ts'
import { addQueue } from '../queues/add.ts'
import { createAccount } from '../users/account.ts'
import { bellhop } from './program.ts'

/** Runs the command line in this process: what it printed, and what it noted beside. */
async function run(...args: string[]) {
  const said = { out: '', err: '' }
  const catching = (to: 'out' | 'err') => (text: string | Uint8Array) => {
    said[to] += String(text)
    return true
  }
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(catching('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(catching('err')),
  ]
  try {
    await bellhop().parseAsync(args, { from: 'user' })
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
  return said
}

async function helpdesk() {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  await using ctx = await openContext(readConfig({ BELLHOP_DATA_DIR: folder }))
  await addQueue(ctx, { slug: 'billing', title: 'Billing' })
  await createAccount(ctx, { username: 'tom', password: 'x', is_staff: true })
  return ['--data-dir', folder]
}

test('a queue is given to somebody, listed with whom it was given to, and taken back', async () => {
  const where = await helpdesk()
  vi.stubEnv('BELLHOP_QUEUE_PERMISSIONS', 'true')
  onTestFinished(() => void vi.unstubAllEnvs())
  const queue = (verb: string, ...more: string[]) =>
    run('queue', verb, 'billing', 'tom', ...where, ...more)
  expect(await queue('grant')).toEqual({
    out: '"tom" may manage queue "billing" now.\n',
    err: '',
  })
  expect(JSON.parse((await queue('grant', '--json')).out)).toEqual({
    queue: 'billing',
    username: 'tom',
    level: 'manage',
    granted: true,
    changed: false,
  })
  expect((await queue('grant', '--level', 'view')).out).toBe(
    '"tom" may look at queue "billing" now.\n',
  )
  expect((await run('queue', 'list', ...where)).out).toMatch(/GIVEN TO[^]*\n1 +billing.* tom /)
  expect((await queue('revoke')).out).toBe('Queue "billing" was taken back from "tom".\n')
  expect((await queue('revoke')).out).toBe('"tom" was not given queue "billing".\n')
})

test('where permission by queue is switched off, giving a queue says so', async () => {
  const { err } = await run('queue', 'grant', 'billing', 'tom', ...(await helpdesk()))
  expect(err).toMatch(/^This counts once BELLHOP_QUEUE_PERMISSIONS is true: /)
})

test('what the command line changes is in the audit, and nothing of what is secret', async () => {
  const where = await helpdesk()
  const field = ['create', 'floor', '--label', 'Floor', '--type', 'integer']
  await run('queue', 'edit', 'billing', '--title', 'Money', ...where)
  await run('queue', 'edit', 'billing', '--title', 'Money', ...where)
  await run('queue', 'grant', 'billing', 'tom', '--level', 'view', ...where)
  await run('queue', 'revoke', 'billing', 'tom', ...where)
  await run('queue', 'revoke', 'billing', 'tom', ...where)
  await run('custom-field', ...field, ...where)
  await run('custom-field', 'edit', 'floor', '--label', 'Storey', ...where)
  await run('custom-field', 'delete', 'floor', ...where)
  const made = await run('user', 'create', 'ada', '--generate', '--json', ...where)
  const { password } = JSON.parse(made.out)
  await run('user', 'password', 'tom', '--generate', ...where)
  await run('user', 'deactivate', 'tom', ...where)
  await run('user', 'activate', 'tom', ...where)
  const { key, id } = JSON.parse((await run('token', 'create', 'tom', '--json', ...where)).out)
  await run('token', 'revoke', String(id), ...where)

  await using ctx = await openContext(readConfig({ BELLHOP_DATA_DIR: where[1] }))
  const audit = await ctx.db.selectFrom('audit').selectAll().orderBy('id').execute()
  expect(audit.map(({ action, kind, label }) => `${action} ${kind} ${label}`)).toEqual([
    'created queue billing',
    'created user tom',
    'edited queue billing',
    'edited user tom',
    'edited user tom',
    'created custom-field floor',
    'edited custom-field floor',
    'deleted custom-field floor',
    'created user ada',
    'password changed user tom',
    'deactivated user tom',
    'activated user tom',
    'created token API',
    'deleted token API',
  ])
  const by = audit.map(({ user_id, username, address }) => [user_id, username, address])
  expect(new Set(by.map(String))).toEqual(new Set([',,cli']))
  expect(audit[2]!.changes).toEqual({ title: ['Billing', 'Money'] })
  expect(audit[3]!.changes).toEqual({ queues: [[], [{ queue: 1, level: 'view' }]] })
  const text = JSON.stringify(audit)
  for (const secret of [password, key, 'argon2']) expect(text).not.toContain(secret)
})

test('the configuration is shown without its secrets', async () => {
  onTestFinished(() => void vi.unstubAllEnvs())
  const secrets = {
    BELLHOP_SECRET_KEY: 'a-secret-key-that-is-long-enough-for-it',
    BELLHOP_ENCRYPTION_KEY: 'a-secret-key-for-what-is-in-the-database',
    BELLHOP_ADMIN_USERNAME: 'boss',
    BELLHOP_ADMIN_PASSWORD: 'boss-password',
    BELLHOP_PUBLIC_URL: 'https://desk:url-password@desk.example.com',
    FILES_URL: 's3://desk-files/help?region=eu-central-1',
    AWS_ACCESS_KEY_ID: 'the-key',
    AWS_SECRET_ACCESS_KEY: 'the-aws-secret',
    AWS_SESSION_TOKEN: 'the-aws-token',
  }
  for (const [name, value] of Object.entries(secrets)) vi.stubEnv(name, value)
  for (const args of [['config'], ['config', '--json']]) {
    const { out } = await run(...args)
    expect(out).toContain('boss')
    expect(out).toContain('(hidden)')
    expect(out).toContain('s3://desk-files/help')
    expect(out).not.toMatch(/a-secret-key|boss-password|url-password|the-aws/)
  }
})
