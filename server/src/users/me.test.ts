import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { basic, logIn } from '../../test/sign-in.ts'

const ME = '/api/me/'
const PASSWORD = '/api/me/password/'

test('people see themselves, and change how they like to work', async () => {
  const { customer, stranger, db } = await testApp()
  expect((await customer.get(ME)).json()).toEqual({
    id: customer.id,
    username: 'uma',
    email: 'uma@example.com',
    first_name: '',
    last_name: '',
    is_staff: false,
    is_superuser: false,
    email_on_ticket_change: true,
    email_on_ticket_assign: true,
    tickets_per_page: 25,
    login_view_ticketlist: true,
    use_email_as_submitter: true,
    date_joined: expect.stringMatching(/Z$/),
  })
  const changes = { first_name: 'Uma', tickets_per_page: '50', use_email_as_submitter: false }
  expect((await customer.patch(ME, changes)).json()).toMatchObject({
    ...changes,
    tickets_per_page: 50,
  })
  expect((await customer.get(`${ME}?fields=first_name`)).json()).toEqual({ first_name: 'Uma' })
  const [audit] = await db.selectFrom('audit').selectAll().execute()
  expect([audit!.username, audit!.changes.first_name]).toEqual(['uma', ['', 'Uma']])
  expect((await stranger.get(ME)).statusCode).toBe(401)
  expect((await customer.post(ME)).statusCode).toBe(405)
})

test('nobody makes themselves more than they are', async () => {
  const { customer } = await testApp()
  const more = { is_staff: true, is_superuser: true, username: 'admin', id: 1, is_active: false }
  expect((await customer.patch(ME, more)).statusCode).toBe(200)
  expect((await customer.get(ME)).json()).toMatchObject({ username: 'uma', is_superuser: false })
  const wrong = { tickets_per_page: 7, login_view_ticketlist: 'x', first_name: 'a'.repeat(151) }
  const answer = await customer.patch(ME, wrong)
  expect([answer.statusCode, Object.keys(answer.json()).toSorted()]).toEqual([
    400,
    Object.keys(wrong).toSorted(),
  ])
  expect((await customer.get(`${ME}?page=1&all=1`)).json()).toHaveProperty('all')
})

test('nobody takes an address by which others are known, unless they see all tickets anyway', async () => {
  const change = async (settings: NodeJS.ProcessEnv, who: 'customer' | 'staff' | 'admin') => {
    const desk = await testApp(settings)
    return (await desk[who].patch(ME, { email: 'boss@example.com' })).statusCode
  }
  const ON = { BELLHOP_QUEUE_PERMISSIONS: 'true' }
  expect(await change({}, 'customer')).toBe(400)
  expect(await change({}, 'staff')).toBe(200)
  expect(await change(ON, 'staff')).toBe(400)
  expect(await change(ON, 'admin')).toBe(200)
  const { customer } = await testApp()
  expect((await customer.patch(ME, { email: customer.email })).statusCode).toBe(200)
})

test('a new password takes the old one, and ends all sessions but this', async () => {
  const { app, staff, stranger, db } = await testApp()
  const [here, there] = [await logIn(app, staff), await logIn(app, staff)]
  const headers = { 'x-csrftoken': here.csrf }
  const passwords = { old_password: staff.password, new_password: ' new pass ' }
  expect((await here.post(PASSWORD, passwords, headers)).statusCode).toBe(204)
  expect((await here.get(ME)).statusCode).toBe(200)
  expect((await there.get(ME)).statusCode).toBe(401)
  expect((await staff.get(ME)).statusCode).toBe(200)
  const now = { username: staff.username, password: ' new pass ' }
  expect((await stranger.get(ME, basic(now))).statusCode).toBe(200)
  expect((await stranger.get(ME, basic(staff))).statusCode).toBe(401)
  const [audit] = await db.selectFrom('audit').selectAll().execute()
  expect([audit!.action, audit!.changes]).toEqual(['password changed', {}])
})

test('whoever guesses the old password is stopped, as at signing in', async () => {
  const { ctx, db, staff } = await testApp()
  ctx.now = () => new Date('2026-03-01T09:00:00Z')
  const guess = () => staff.post(PASSWORD, { old_password: 'no', new_password: 'mine' })
  const wrong = await guess()
  expect([wrong.statusCode, Object.keys(wrong.json())]).toEqual([400, ['old_password']])
  await db.updateTable('sign_in_failure').set({ failures: 200 }).execute()
  const stopped = await guess()
  expect([stopped.statusCode, stopped.headers['retry-after']]).toEqual([429, '300'])
})

test('what is no password is told by its field', async () => {
  const { staff, stranger } = await testApp()
  const wrong = await staff.post(PASSWORD, { new_password: 'x'.repeat(4097) })
  expect([wrong.statusCode, Object.keys(wrong.json())]).toEqual([
    400,
    ['old_password', 'new_password'],
  ])
  expect((await stranger.post(PASSWORD, {})).statusCode).toBe(401)
})
