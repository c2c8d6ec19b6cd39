import { expect, test } from 'vitest'
import { newTicket, type TestApp, testApp } from '../../../test/app.ts'
import { textFile } from '../../../test/client.ts'
import { insertCustomField } from '../../custom-fields/create.ts'
import { addQueue } from '../../queues/add.ts'
import { grantQueue } from '../../queues/grant.ts'
import type { Person } from '../../../test/people.ts'

const FIND = '/api/tickets/find/'

async function idsAt(person: Person, query: string): Promise<number[]> {
  const answer = await person.get(`${FIND}?${query}`)
  expect([query, answer.statusCode, answer.body]).toEqual([query, 200, expect.anything()])
  return answer.json().results.map(({ id }: { id: number }) => id)
}

/** Opens tickets one after the other; the ids are 1, 2, … */
async function open({ staff, queue }: TestApp, ...tickets: object[]) {
  for (const ticket of tickets) {
    const answer = await staff.post('/api/tickets/', newTicket(queue, ticket))
    expect([answer.statusCode, answer.body]).toEqual([201, expect.anything()])
  }
}

test('tickets are found by each of their fields, the newest first', async () => {
  const app = await testApp()
  const { staff, admin, db } = app
  await insertCustomField(db, { name: 'site', label: 'Site', data_type: 'varchar', max_length: 20 })
  await open(
    app,
    { title: 'Red lamp', submitter_email: 'Ann@Example.com', priority: 1, custom_site: 'Berlin' },
    {
      title: 'Blue lamp',
      assigned_to: admin.id,
      due_date: '2030-05-05T10:00:00Z',
      custom_site: 'Bonn',
    },
    { title: 'Green door', submitter_email: 'bob@other.org', custom_site: 'Berlin' },
    { title: 'Old door', custom_site: 'B' },
  )
  await staff.patch('/api/tickets/3/', { on_hold: true })
  await staff.post('/api/tickets/2/tags/', { tags: ['Fire'] })
  await staff.patch('/api/tickets/4/', { status: 4, merged_to: 1 })
  await db
    .updateTable('ticket')
    .set({ created: '2020-01-01T00:00:00.500000Z' })
    .where('id', '=', 4)
    .execute()
  for (const [query, ids] of [
    ['', [4, 3, 2, 1]],
    ['id=1,3', [3, 1]],
    ['id__gte=3', [4, 3]],
    ['status=closed', [4]],
    ['status=Open,4&priority=critical', [1]],
    ['status__not=Closed', [3, 2, 1]],
    ['assigned_to__isnull=true', [4, 3, 1]],
    [`assigned_to=${admin.id}`, [2]],
    ['submitter_email=ann@example.COM', [1]],
    ['submitter_email__words=other.org', [3]],
    ['submitter_email__words=bob@oth*', [3]],
    ['title=Red lamp', [1]],
    ['title=red lamp', []],
    ['title__words=LAMP', [2, 1]],
    ['title__words=oor', []],
    ['on_hold=true', [3]],
    ['merged_to=1', [4]],
    ['merged_to__isnull=false', [4]],
    ['kb_item__isnull=true&status=4', [4]],
    ['due_date__gte=2030-05-05', [2]],
    ['due_date__isnull=false', [2]],
    ['created__lt=2020-01-01T00:00:01Z', [4]],
    ['created__gt=2020-01-01T00:00:00Z', [3, 2, 1, 4]],
    ['created__lte=2020-01-01T00:00:00Z', []],
    ['created=2020-01-01T00:00:00.5Z', [4]],
    ['custom_site=Berlin', [3, 1]],
    ['tag=fire', [2]],
    ['tag=fire&status=Closed', []],
    ['custom_site=Berlin&on_hold=0', [1]],
    ['queue=1&ordering=priority', [1, 2, 3, 4]],
    ['ordering=-due_date', [2, 4, 3, 1]],
    ['ordering=due_date', [1, 3, 4, 2]],
    ['ordering=created', [4, 1, 2, 3]],
    ['ordering=-status', [4, 3, 2, 1]],
    ['queue=99', []],
  ] as const) {
    expect([query, await idsAt(staff, query)]).toEqual([query, [...ids]])
  }
})

test('a row has what the list of tickets shows, and what was asked for', async () => {
  const app = await testApp()
  const { staff } = app
  await open(app, { assigned_to: staff.id })
  const { results, ...page } = (await staff.get(FIND)).json()
  expect(page).toEqual({ count: 1, count_is_exact: true, next: null, previous: null })
  const old = (await staff.get('/api/tickets/1/')).json()
  const { followup_set, ...fields } = old
  expect(results[0]).toMatchObject({ ...fields, number: 'support-1', kb_item: null })
  expect(results[0]).not.toHaveProperty('followup_set')

  const chosen = await staff.get(
    `${FIND}?fields=id,number&include=followups,queue_details,assigned_to_user`,
  )
  expect(chosen.json().results).toEqual([
    {
      id: 1,
      number: 'support-1',
      followups: followup_set,
      queue_details: { id: 1, title: 'Support', slug: 'support' },
      assigned_to_user: { id: staff.id, username: 'agnes', first_name: '', last_name: '' },
    },
  ])
})

test('words are found wherever somebody wrote them, and marked', async () => {
  const app = await testApp()
  const { staff, db } = app
  await insertCustomField(db, { name: 'site', label: 'Site', data_type: 'varchar', max_length: 20 })
  await open(
    app,
    { title: 'Printer on fire', description: 'It <b>smells</b> of toner & smoke' },
    { title: 'Paper', description: 'The printer has none', custom_site: 'Zürich' },
    { title: 'Coffee', description: 'There is none left' },
  )
  await staff.postForm('/api/followups/', {
    ticket: 3,
    comment: 'Try the vending-machine',
    attachments: [textFile('beans_of_today.txt')],
  })
  for (const [search, ids] of [
    ['printer', [1, 2]],
    ['PRINTER toner', [1]],
    ['"on fire"', [1]],
    ['"fire on"', []],
    ['print*', [1, 2]],
    ['vending-machine', [3]],
    ['machine vending', [3]],
    ['today', [3]],
    ['ZÜRICH', [2]],
    ['none -left', [3]],
  ] as const) {
    const found = await idsAt(staff, `search=${encodeURIComponent(search)}`)
    expect([search, found]).toEqual([search, [...ids]])
  }
  expect(await idsAt(staff, 'search=printer&ordering=-id')).toEqual([2, 1])
  expect(await idsAt(staff, 'search=none&status=1&title__words=paper')).toEqual([2])

  const [row] = (await staff.get(`${FIND}?search=smells+printer&fields=id`)).json().results
  expect(row).toEqual({
    id: 1,
    highlight: [
      { field: 'title', text: '<mark>Printer</mark> on fire' },
      {
        field: 'description',
        text: 'It &lt;b&gt;<mark>smells</mark>&lt;/b&gt; of toner &amp; smoke',
      },
    ],
  })
})

test('what is changed is found by its new words, and no longer by its old ones', async () => {
  const app = await testApp()
  const { staff, db } = app
  await insertCustomField(db, { name: 'site', label: 'Site', data_type: 'varchar', max_length: 20 })
  await open(app, { title: 'First', custom_site: 'Berlin' }, { title: 'Second' })
  await staff.patch('/api/tickets/1/', { custom_site: 'Bonn' })
  await staff.patch('/api/tickets/1/', { custom_site: 'Paris' })
  expect(await idsAt(staff, 'search=berlin')).toEqual([])
  expect(await idsAt(staff, 'search=paris')).toEqual([1])
  await staff.patch('/api/tickets/1/', { title: 'Altered' })
  expect(await idsAt(staff, 'search=first')).toEqual([])
  expect(await idsAt(staff, 'search=altered')).toEqual([1])
  const { id } = (await staff.post('/api/followups/', { ticket: 2, comment: 'Wombat' })).json()
  expect(await idsAt(staff, 'search=wombat')).toEqual([2])
  await staff.patch(`/api/followups/${id}/`, { ticket: 1 })
  expect(await idsAt(staff, 'search=wombat')).toEqual([1])
  await staff.delete(`/api/followups/${id}/`)
  expect(await idsAt(staff, 'search=wombat')).toEqual([])
  await staff.delete('/api/tickets/1/')
  expect(await idsAt(staff, 'search=altered')).toEqual([])
})

test('whatever somebody types is looked for, and breaks nothing', async () => {
  const app = await testApp()
  const { staff } = app
  await open(app, { title: 'a "quoted" NEAR(b) title:x OR y' })
  for (const text of [
    'title:',
    'NEAR(a b)',
    'a AND',
    'OR',
    'NOT a',
    '"',
    '"a',
    'a"b"c',
    '(',
    ')',
    '{title}:x',
    '^a',
    'a*',
    '*a',
    '**',
    "'",
    "';--",
    '\\',
    '%',
    'a:*',
    '&|!',
    '<->',
    '-a',
    'a+b',
    'é',
    '💥a',
    'x'.repeat(200),
    'ＡＢＣ',
    '１２',
    'a\u0301',
    '١٢',
    'ſ',
    'İ',
    'a\tb',
    "o'neil",
    'ab* cd*',
    '"ab cd"*',
    '½',
    '𝟙𝟚',
    'a_b',
    '\uE000',
  ]) {
    for (const name of ['search', 'title__words', 'title', 'submitter_email__words']) {
      const answer = await staff.get(`${FIND}?${name}=${encodeURIComponent(text)}`)
      expect([name, text, answer.statusCode]).toEqual([name, text, expect.toBeOneOf([200, 400])])
    }
  }
  expect(await idsAt(staff, 'search=near+or+title')).toEqual([1])
})

test('a parameter that there is not is named, and strangers and customers find nothing', async () => {
  const { staff, customer, stranger } = await testApp()
  for (const [query, field] of [
    ['color=red', 'color'],
    ['custom_none=1', 'custom_none'],
    ['status=9', 'status'],
    ['created__gte=yesterday', 'created__gte'],
    ['ordering=title', 'ordering'],
    ['ordering=id,status', 'ordering'],
    ['fields=secret_key', 'fields'],
    ['include=secret', 'include'],
    ['search=???', 'search'],
    ['title__words=!', 'title__words'],
    [`title__words=${'my+'.repeat(17)}`, 'title__words'],
    [`search=${'my-'.repeat(17)}`, 'search'],
    ['secret_key=x', 'secret_key'],
    ['queue__slug=x', 'queue__slug'],
  ]) {
    const answer = await staff.get(`${FIND}?${query}`)
    expect([query, answer.statusCode, Object.keys(answer.json())]).toEqual([query, 400, [field]])
  }
  const long = `${'a very '.repeat(20)}long title`
  expect((await staff.get(`${FIND}?title=${encodeURIComponent(long)}`)).statusCode).toBe(200)
  expect((await stranger.get(FIND)).statusCode).toBe(401)
  expect((await customer.get(FIND)).statusCode).toBe(403)
  expect((await staff.get(`${FIND}?page=2`)).statusCode).toBe(404)
  expect((await staff.post(FIND, {})).statusCode).toBe(405)
})

test('who may see some queues finds the tickets of these alone', async () => {
  const app = await testApp({ BELLHOP_QUEUE_PERMISSIONS: 'true' })
  const { staff, admin, ctx, queue } = app
  const other = await addQueue(ctx, { title: 'Other', slug: 'other' })
  for (const each of [queue, other, queue]) await admin.post('/api/tickets/', newTicket(each))
  expect(await idsAt(staff, '')).toEqual([])
  await grantQueue(ctx, { username: 'agnes', queue: 'other' })
  for (const query of ['', 'search=printer', 'title__words=fire', 'id=1,2,3', 'queue=1,2']) {
    expect([query, await idsAt(staff, query)]).toEqual([query, [2]])
  }
  expect(await idsAt(staff, 'queue=1')).toEqual([])
  expect((await staff.get(`${FIND}?status=1`)).json().count).toBe(1)
  expect(await idsAt(admin, 'queue=1&status=1')).toEqual([3, 1])
})
