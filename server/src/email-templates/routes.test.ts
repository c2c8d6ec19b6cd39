import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'

const TEMPLATES = '/api/email-templates/'
const RESOLVED = {
  template_name: 'resolved_owner',
  subject: '(Resolved)',
  heading: 'Ticket resolved',
  plain_text: 'Hello,\n\n{{ ticket.title }} was resolved.',
  html: '<p>Hello</p>',
}

test('an admin adds, changes and deletes a template; there is one of a name and a locale', async () => {
  const { admin, staff, db } = await testApp()
  const made = await admin.post(TEMPLATES, RESOLVED)
  expect([made.statusCode, made.json()]).toEqual([
    201,
    { ...RESOLVED, id: expect.any(Number), locale: null },
  ])
  const path = `${TEMPLATES}${made.json().id}/`
  const taken = {
    template_name: ['There is a template of this name for this locale already.'],
  }
  const again = await admin.post(TEMPLATES, { ...RESOLVED, locale: '' })
  expect([again.statusCode, again.json()]).toEqual([400, taken])
  const german = (await admin.post(TEMPLATES, { ...RESOLVED, locale: 'de' })).json()
  expect((await admin.patch(`${TEMPLATES}${german.id}/`, { locale: null })).json()).toEqual(taken)
  expect((await admin.patch(path, { subject: '(Done)' })).json().subject).toBe('(Done)')
  const list = (await staff.get(`${TEMPLATES}?fields=locale`)).json().results
  expect(list).toEqual([{ locale: null }, { locale: 'de' }])
  expect((await staff.get(`${TEMPLATES}?locale=de&search=resolved`)).json().count).toBe(1)
  expect((await admin.delete(path)).statusCode).toBe(204)
  const audit = await db.selectFrom('audit').select('label').orderBy('id').execute()
  expect(audit.map(({ label }) => label)).toEqual([
    'resolved_owner',
    'resolved_owner (de)',
    'resolved_owner',
    'resolved_owner',
  ])
})

test('of two who add the same template at the same moment, one is told that it is there', async () => {
  const { admin } = await testApp()
  const answers = await Promise.all([1, 2].map(() => admin.post(TEMPLATES, RESOLVED)))
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 400])
})

test('the head of a mail is no place for line breaks, and only admins write', async () => {
  const { admin, staff, customer, stranger } = await testApp()
  const wrong = { ...RESOLVED, subject: 'Hi\r\nBcc: eve@example.com', heading: 'x'.repeat(101) }
  const answer = await admin.post(TEMPLATES, wrong)
  expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, ['subject', 'heading']])
  expect((await staff.post(TEMPLATES, RESOLVED)).statusCode).toBe(403)
  expect((await customer.get(TEMPLATES)).statusCode).toBe(403)
  expect((await stranger.get(TEMPLATES)).statusCode).toBe(401)
})
