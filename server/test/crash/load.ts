import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Book } from './book.ts'
import { type Desk, digest, type Ticket } from './tickets.ts'

const LARGEST_FILE = 300_000
const ANOTHER_TRY_MS = 50

/** One write, and what is there once it has been done. */
interface Write {
  method: string
  path: string
  body: FormData | object | null
  title: string
  after: Ticket | null
}

/**
 * Writes one thing after the other, until the server is gone or the signal says stop. Each such
 * writer has tickets of its own, whose titles begin with its name: so of each ticket one write at
 * most is under way. A ticket of which nobody can say what became of it is let be.
 */
export async function keepWriting(
  desk: Desk,
  book: Book,
  writer: string,
  signal?: AbortSignal,
): Promise<void> {
  for (;;) {
    if (signal?.aborted) return
    const write = nextWrite(book, writer)
    const before = book.tickets.get(write.title) ?? null
    const answer = await insist(desk, book, write, signal).catch(() => null)
    if (answer && isRefused(answer)) return
    if (!answer?.ok) book.doubtful.set(write.title, [before, write.after])
    if (!answer) return
    if (answer.ok) await enter(book, write, answer)
    else if (answer.status < 500) {
      throw new Error(`${write.method} ${write.path}: ${answer.status} ${await answer.text()}`)
    }
  }
}

/** Enters what was acknowledged. */
async function enter(book: Book, { title, after, path }: Write, answer: Response) {
  book.acknowledged += 1
  if (after) book.tickets.set(title, after)
  else book.tickets.delete(title)
  // The server may be killed between the head of its answer and the body: acknowledged all the same.
  const shown = await answer.text().catch(() => null)
  if (shown !== null && path === '/api/tickets/') book.ids.set(title, JSON.parse(shown).id)
}

/** What was refused before it was done is asked for again. Nothing else is: it might be done twice. */
async function insist(desk: Desk, book: Book, write: Write, signal?: AbortSignal) {
  while (true) {
    const answer = await send(desk, write)
    if (!isRefused(answer) || signal?.aborted) return answer
    book.refused += 1
    await answer.text()
    await pause(ANOTHER_TRY_MS)
  }
}

const isRefused = ({ status, headers }: Response) => status === 503 && headers.has('retry-after')

function send({ url, token }: Desk, { method, path, body }: Write): Promise<Response> {
  const authorization = `Token ${token}`
  const type = body === null || body instanceof FormData ? {} : JSON_TYPE
  return fetch(`${url}${path}`, {
    method,
    headers: { authorization, ...type },
    body: body === null || body instanceof FormData ? body : JSON.stringify(body),
  })
}

const JSON_TYPE = { 'content-type': 'application/json' }

function nextWrite(book: Book, writer: string): Write {
  const own = [...book.tickets.values()].filter(
    ({ title }) => title.startsWith(`${writer} `) && !book.doubtful.has(title),
  )
  const ticket = own.length > 0 ? own[randomInt(own.length)]! : null
  const id = ticket && book.ids.get(ticket.title)!
  const dice = randomInt(10)
  if (!ticket || dice < 2) return newTicket(writer)
  if (dice < 4) return newTicketWithFile(writer)
  if (dice < 7) return followUp(ticket, id!)
  if (dice < 9) return patch(ticket, id!)
  return { method: 'DELETE', path: `/api/tickets/${id}/`, body: null, ...ticket, after: null }
}

function newTicket(writer: string): Write {
  const title = `${writer} ${randomUUID()}`
  const description = `The matter of ${title}`
  const body = { queue: 1, title, description, priority: 3 }
  const followUps = [{ comment: description, files: {} }]
  const after = { title, description, status: 1, resolution: null, followUps }
  return { method: 'POST', path: '/api/tickets/', body, title, after }
}

function newTicketWithFile(writer: string): Write {
  const { title, body, after } = newTicket(writer)
  const [opening] = after!.followUps
  const files = attach(formOf(body!), 'attachment', ['matter.txt'])
  return {
    method: 'POST',
    path: '/api/tickets/',
    body: files.form,
    title,
    after: { ...after!, followUps: [{ ...opening!, files: files.digests }] },
  }
}

function followUp(ticket: Ticket, id: number): Write {
  const comment = `An answer ${randomUUID()}`
  const form = formOf({ ticket: id, comment, public: 'true' })
  const { digests } = attach(form, 'attachments', ['one.txt', 'two.pdf'])
  const followUps = [...ticket.followUps, { comment, files: digests }]
  const after = { ...ticket, followUps }
  return { method: 'POST', path: '/api/followups/', body: form, title: ticket.title, after }
}

function patch(ticket: Ticket, id: number): Write {
  const body = { status: randomInt(1, 6), resolution: `Done ${randomUUID()}` }
  const after = { ...ticket, ...body }
  return { method: 'PATCH', path: `/api/tickets/${id}/`, body, title: ticket.title, after }
}

function formOf(fields: object): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, String(value))
  return form
}

function attach(form: FormData, field: string, names: string[]) {
  const digests: Record<string, string> = {}
  for (const name of names) {
    const bytes = randomBytes(randomInt(LARGEST_FILE))
    form.append(field, new File([bytes], name))
    digests[name] = digest(bytes)
  }
  return { form, digests }
}
