import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { addQueue } from './add.ts'
import { listQueues } from './list.ts'
import { mailboxPassword } from './mailbox.ts'
import { grantQueue } from './grant.ts'

const PASSWORD = ' hunter2 '
const MAILBOX = {
  email_box_type: 'imap',
  email_box_host: 'mail.example.com',
  email_box_port: 993,
  email_box_ssl: true,
  email_box_user: 'support',
  socks_proxy_type: 'socks5',
  socks_proxy_host: '192.0.2.1',
  socks_proxy_port: 1080,
  logging_type: 'warn',
  logging_dir: '/var/log/bellhop',
}
const SHOWN = {
  ...MAILBOX,
  email_box_pass_is_set: true,
  email_box_interval: 5,
  email_box_last_check: null,
  email_box_imap_folder: null,
}

async function deskWithMailbox() {
  const desk = await testApp()
  const path = `/api/queues/${desk.queue.id}/`
  const body = { ...MAILBOX, email_box_pass: PASSWORD, dedicated_time: '3 00:00:00' }
  return { ...desk, path, set: await desk.admin.patch(path, body) }
}

const rowOf = ({ db, queue }: Awaited<ReturnType<typeof testApp>>) =>
  db.selectFrom('queue').selectAll().where('id', '=', queue.id).executeTakeFirstOrThrow()

test('an admin sets the mailbox; its password is kept encrypted, and nobody is ever told it', async () => {
  const desk = await deskWithMailbox()
  const { admin, ctx, db, path, set } = desk
  expect([set.statusCode, set.json()]).toEqual([200, expect.objectContaining(SHOWN)])
  expect(set.json().dedicated_time).toBe('3 00:00:00')
  const row = await rowOf(desk)
  expect(row.email_box_pass).toMatch(/^v1\./)
  expect(mailboxPassword(ctx, row)).toBe(PASSWORD)

  await admin.patch(path, { email_box_pass: 'hunter3' })
  await admin.patch(path, { email_box_pass: '' })
  expect((await admin.get(path)).json().email_box_pass_is_set).toBe(false)
  expect(mailboxPassword(ctx, await rowOf(desk))).toBeNull()
  const audit = await db.selectFrom('audit').select('changes').orderBy('id').execute()
  expect(audit.map(({ changes }) => changes['email_box_pass'])).toEqual([
    [null, '(hidden, new)'],
    ['(hidden, old)', '(hidden, new)'],
    ['(hidden, old)', null],
  ])
  const told = [set.body, (await admin.get('/api/queues/')).body, JSON.stringify(audit)].join()
  expect(told).not.toMatch(/hunter|v1\.|"email_box_pass":"/)
  expect(await listQueues(db)).not.toContainEqual(
    expect.objectContaining({ email_box_pass: expect.anything() }),
  )
})

test('with another key the password is lost: the error says so, and a new one can be entered', async () => {
  const desk = await deskWithMailbox()
  const { admin, ctx, path } = desk
  ctx.encryptionKey = 'another key, of thirty-two characters'
  const row = await rowOf(desk)
  expect(() => mailboxPassword(ctx, row)).toThrow(/"support" cannot be read.*Enter the password/)
  expect((await admin.get(path)).json().email_box_pass_is_set).toBe(true)
  await admin.patch(path, { email_box_pass: 'entered again' })
  expect(mailboxPassword(ctx, await rowOf(desk))).toBe('entered again')
})

test('the key is the one that was set, or else the secret of the installation', async () => {
  const own = await testApp({ BELLHOP_ENCRYPTION_KEY: 'k'.repeat(32) })
  expect(own.ctx.encryptionKey).toBe('k'.repeat(32))
  const { ctx } = await testApp()
  expect(ctx.encryptionKey).toBe(ctx.secret)
})

test('staff do not see the mailbox; who manages the queue changes the rest of it alone', async () => {
  const { ctx, staff, path, queue } = await deskWithMailbox()
  await grantQueue(ctx, { queue: queue.slug, username: staff.username })
  const shown = (await staff.get(path)).json()
  expect(shown).toMatchObject({ title: 'Support', dedicated_time: '3 00:00:00' })
  expect(Object.keys(shown).join()).not.toMatch(/email_box|socks|logging/)
  expect((await staff.get(`${path}?fields=email_box_host`)).json()).toEqual({})
  expect((await staff.patch(path, { dedicated_time: '1:00:00' })).statusCode).toBe(200)
  const refused = await staff.patch(path, { email_box_host: 'evil.example.com' })
  expect([refused.statusCode, refused.json().detail]).toEqual([
    403,
    'Only admins may change "email_box_host".',
  ])
  const form = await staff.put(path, 'title=Help&slug=support', {
    'content-type': 'application/x-www-form-urlencoded',
  })
  expect([form.statusCode, form.json().title]).toEqual([200, 'Help'])
  expect((await ctx.db.selectFrom('queue').selectAll().executeTakeFirst())!.email_box_ssl).toBe(
    true,
  )
})

test('what is wrong with the mailbox is named, and changes nothing', async () => {
  const { admin, ctx, queue } = await testApp()
  const wrong = {
    email_box_type: 'smtp',
    email_box_host: 'a b',
    email_box_port: 70_000,
    email_box_ssl: 'perhaps',
    email_box_pass: 'x'.repeat(201),
    email_box_interval: 0,
    socks_proxy_type: 'http',
    logging_type: 'loud',
    dedicated_time: 'long',
  }
  const answer = await admin.patch(`/api/queues/${queue.id}/`, wrong)
  expect(answer.statusCode).toBe(400)
  expect(Object.keys(answer.json()).toSorted()).toEqual(Object.keys(wrong).toSorted())
  const none = await admin.get('/api/queues/?email_box_host=mail.example.com')
  expect(Object.keys(none.json())).toEqual(['email_box_host'])
  const untouched = await addQueue(ctx, { slug: 'new', title: 'New' })
  expect(untouched).toMatchObject({ email_box_interval: 5, email_box_ssl: false })
})
