import { expect, test } from 'vitest'
import { createCustomField } from '../../src/custom-fields/create.ts'
import { newTicket } from '../app.ts'
import { type Client, textFile } from '../client.ts'
import { addPerson } from '../people.ts'
import { type Desk, deskOfRoles, type Params, type Side } from './places.ts'

const SECRET = 'zebra'
const NOBODYS = '999999'

const made = async (client: Client, path: string, body: object): Promise<{ id: number }> => {
  const answer = await client.post(`/api/${path}/`, body)
  if (answer.statusCode !== 201) throw new Error(`${path}: ${answer.body}`)
  return answer.json()
}

/** A ticket with the word in all that hangs on it. */
async function ticketOf(desk: Desk, side: Side, word: string, more: object = {}) {
  const { admin, queues } = desk
  const fields = {
    ...newTicket({ id: queues[side] }, { title: `${word} title`, description: `${word} text` }),
    submitter_email: `${word}@${word}.example`,
    custom_room: word,
    attachment: textFile(`${word}.txt`),
    ...more,
  }
  const ticket = (await admin.postForm('/api/tickets/', fields)).json()
  const [first] = ticket.followup_set
  const part = (path: string, body: object) => made(admin, `tickets/${ticket.id}/${path}`, body)
  await made(admin, 'followups', { ticket: ticket.id, comment: `${word} said`, new_status: 3 })
  const list = await part('checklists', { name: `${word} list`, tasks: [`${word} task`] })
  await admin.post(`/api/tickets/${ticket.id}/tags/`, { tags: [word] })
  const at = `/api/tickets/${ticket.id}`
  return {
    id: ticket.id as number,
    followUp: first.id as number,
    file: first.followupattachment_set[0].id as number,
    cc: (await part('cc', { email: `cc@${word}.example` })).id,
    checklist: list.id,
    task: (await admin.get(`${at}/checklists/${list.id}/tasks/`)).json().results[0].id as number,
    change: (await admin.get(`${at}/changes/`)).json().results[0].id as number,
    name: word,
  }
}

/** Everything that there can be for a queue, with the word in it. By the first word of its path. */
async function plant(desk: Desk, side: Side, word: string): Promise<Record<string, Params>> {
  const { admin, outsider, staff, queues } = desk
  const person = await addPerson(desk, { username: word, email: `${word}@${word}.example` })
  const assigned_to = side === 'own' ? outsider.id : staff.id
  const ticket = await ticketOf(desk, side, word, { assigned_to })
  const [other, under] = [await ticketOf(desk, side, word), await ticketOf(desk, side, word)]
  const part = (id: number, path: string, body: object) =>
    made(admin, `tickets/${id}/${path}`, body)
  const forQueue = { name: `${word} name`, queues: [queues[side]] }
  const category = { name: word, title: word, slug: word, queue: queues[side], public: false }
  const { id: kb } = await made(admin, 'kb-categories', category)
  const text = { title: word, question: word, answer: word }
  const item = await made(admin, 'kb-items', { ...text, category: kb })
  const file = { file: textFile(`${word}.txt`) }
  const kbFile = await admin.postForm(`/api/kb-items/${item.id}/attachments/`, file)
  const author = side === 'own' ? staff : outsider
  const search = { title: word, query: `search=${word}` }
  return {
    tickets: {
      ...ticket,
      link: (await part(ticket.id, 'links', { to: other.id })).id,
      dependency: (await part(ticket.id, 'dependencies', { depends_on: other.id })).id,
      dependent: (await part(under.id, 'dependencies', { depends_on: ticket.id })).id,
    },
    followups: { id: ticket.followUp },
    'followups-attachments': { id: ticket.file },
    'my-tickets': { id: ticket.id },
    'public-tickets': { id: ticket.id },
    user_tickets: { id: ticket.id },
    queues: { id: queues[side] },
    people: { id: person.id },
    tags: { id: (await admin.get(`/api/tags/?name=${word}`)).json().results[0].id },
    'preset-replies': { id: (await made(admin, 'preset-replies', { ...forQueue, body: word })).id },
    'escalation-exclusions': {
      id: (await made(admin, 'escalation-exclusions', { ...forQueue, date: '2026-12-25' })).id,
    },
    'ignored-emails': {
      id: (
        await made(admin, 'ignored-emails', { ...forQueue, email_address: `${word}@example.com` })
      ).id,
    },
    'saved-searches': { id: (await made(author, 'saved-searches', search)).id },
    'kb-categories': { id: kb },
    'kb-items': { id: item.id, file: kbFile.json().id },
    feeds: { id: queues[side], queue: queues[side] },
    tokens: { id: (await made(author, 'tokens', { name: word })).id },
    groups: { id: (await made(admin, 'groups', { name: word })).id },
  }
}

const wordOf = (path: string) => path.split('/')[2]!

const fill = (path: string, params: Params) =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? NOBODYS))

/** What a list says that it can be asked: it names all of it to whoever asks for what there is not. */
async function namesIn(client: Client, path: string, question: string): Promise<string[]> {
  const answer = await client.get(`${path}?${question}`)
  if (answer.statusCode !== 400) return []
  const text = Object.values<string[]>(answer.json()).flat().join(' ')
  return /(?:There is|Sort by) (?!no such)([\w, ]+)[.;]/.exec(text)?.[1]?.split(', ') ?? []
}

const valuesFor = (operator: string, ids: number[]): (string | number)[] => {
  if (operator === 'isnull') return ['true', 'false']
  if (operator === 'is') return [SECRET, ids.join(), 'true', 'Resolved']
  if (operator === 'not') return [ids.join()]
  return operator.startsWith('g') || operator.startsWith('l') ? [ids[0]!, '2026-01-01'] : [SECRET]
}

/** Every question of a list: each filter with each operator, each order, and all that is included. */
async function questionsFor(client: Client, path: string, ids: number[]): Promise<string[]> {
  const own = ['ordering', 'fields', 'include', 'search']
  const names = await namesIn(client, path, 'no_such=1')
  const questions = ['', 'page_size=1']
  for (const name of names.filter((each) => !own.includes(each))) {
    for (const operator of await namesIn(client, path, `${name}__nosuch=1`)) {
      const [, suffix = 'is'] = operator.split('__')
      questions.push(...valuesFor(suffix, ids).map((value) => `${operator}=${value}`))
    }
  }
  for (const name of names.filter((each) => own.includes(each))) {
    if (name === 'search') questions.push(`search=${SECRET}`, 'search=text')
    if (name === 'fields') questions.push('fields=id')
    const choices = await namesIn(client, path, `${name}=no_such`)
    if (name === 'include') questions.push(`include=${choices.join()}`)
    if (name === 'ordering')
      questions.push(...choices.flatMap((by) => [by, `-${by}`]).map((by) => `ordering=${by}`))
  }
  return questions
}

/** What all staff know, and what is about oneself: none of it has to do with queues. */
const COMMON = [
  'custom-fields',
  'checklist-templates',
  'email-templates',
  'tokens',
  'me',
  'groups',
  'audit',
]

/** Of the lists that pass over what they do not know. */
const OLD = [
  'status=Resolved',
  'status=3',
  'include=queue_details,assigned_to_user,kb_item_details',
]
const REPORT = [
  'rows=user&columns=queue',
  'rows=queue',
  'rows=month&columns=priority',
  'rows=status&columns=month',
]

/** A report takes a thread of its own, and so is asked little. */
function specialQuestions(path: string, ids: number[]): string[] | undefined {
  if (COMMON.includes(wordOf(path))) return ['']
  if (wordOf(path) !== 'reports') return undefined
  return path.includes('tickets') ? REPORT : ['', `queue=${ids.join()}`]
}

test('nobody learns anything of a queue that they may not see, whatever they ask', async () => {
  const desk = await deskOfRoles()
  const { app, ctx, staff, admin, outsider, queues } = desk
  const room = { name: 'room', label: 'Room', data_type: 'varchar', max_length: 99 } as const
  await createCustomField(ctx, room)
  await app.ready()
  const own = await plant(desk, 'own', 'giraffe')
  // From here on time stands still: links to files and reports are the same each time.
  const now = ctx.now()
  ctx.now = () => now

  const paths = app.endpoints
    .filter(
      ({ path, methods }) =>
        methods.some(({ method }) => method === 'GET') && !/^\/api\/($|auth|setup)/.test(path),
    )
    .map(({ path }) => path)
  // Ids that are given next: those of what is about to be hidden.
  const [{ id: lastTicket } = { id: 0 }] = (await admin.get('/api/tickets/find/')).json().results
  const ids = [queues.other, lastTicket + 1]
  const addresses: string[] = []
  for (const path of paths) {
    const filled = fill(path, own[wordOf(path)] ?? {})
    const isOld = /^\/api\/(tickets|followups|followups-attachments|user_tickets)\/(:id)?$/.test(
      path,
    )
    const questions = specialQuestions(path, ids) ?? (await questionsFor(staff, filled, ids))
    const more = isOld ? OLD : []
    for (const question of [...questions, ...more]) addresses.push(`${filled}?${question}`)
  }
  addresses.push(
    `/api/feeds/users/${outsider.id}/`,
    `/api/feeds/users/${staff.id}/?format=rss`,
    `/api/preset-replies/${own['preset-replies']!['id']}/filled/?ticket=${lastTicket + 1}`,
  )
  const answersTo = async () => {
    const answers: string[] = []
    for (const address of addresses) {
      const { statusCode, body } = await staff.get(address)
      answers.push(`${address} ${statusCode} ${body}`)
    }
    return answers
  }
  const before = await answersTo()

  const hidden = await plant(desk, 'other', SECRET)
  expect(hidden['tickets']!['id']).toBe(lastTicket + 1)
  const [mine, theirs] = [own, hidden].map(({ tickets }) => Number(tickets!['id']))
  await made(admin, `tickets/${mine}/links`, { to: theirs })
  await made(admin, `tickets/${mine}/dependencies`, { depends_on: theirs })
  const after = await answersTo()
  const learned = after.filter(
    (answer, at) =>
      answer !== before[at] || answer.includes(SECRET) !== before[at]!.includes(SECRET),
  )
  expect(learned).toEqual([])
  expect(addresses.length).toBeGreaterThan(500)

  // What is hidden is as what there is not, and an admin sees all of it.
  for (const path of paths.filter((each) => each.includes(':'))) {
    const params = hidden[wordOf(path)]
    if (!params || /\/(feeds\/users|tokens|groups)/.test(path)) continue
    const [one, none] = [await staff.get(fill(path, params)), await staff.get(fill(path, {}))]
    expect([path, one.statusCode, one.body]).toEqual([path, none.statusCode, none.body])
    if (
      wordOf(path) !== 'saved-searches' &&
      !/my-tickets|user_tickets|public-tickets|filled/.test(path)
    )
      expect([path, (await admin.get(fill(path, params))).statusCode]).toEqual([path, 200])
  }
})
