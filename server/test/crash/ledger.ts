import { randomBytes, randomInt } from 'node:crypto'

/** What the server has promised of one ticket. */
export interface Promised {
  id: number
  /** More than one while it is not known which of them was kept. */
  titles: string[]
  /** Contents of files by their names. */
  files: Map<string, Buffer>
  /** Comments of follow-ups. */
  comments: string[]
  /** Whether deleting it was asked for, and whether that was answered. */
  state: 'there' | 'perhaps gone' | 'gone'
}

export interface Ledger {
  tickets: Promised[]
  answered: number
}

interface Made {
  id: number
}

let serial = 0
/** A name of its own for everything; it tells how many files belong to it. */
const named = (what: string, files: number) => `${what} ${++serial} with ${files} files`

const content = () => randomBytes(randomInt(200_000))

/** One client that goes on writing, one request after the other, until its server is gone. */
export async function write(url: string, key: string, ledger: Ledger): Promise<void> {
  const own: Promised[] = []
  const ask = async (method: string, path: string, body?: FormData | object) => {
    const isForm = body instanceof FormData
    const answer = await fetch(`${url}/api/${path}`, {
      method,
      headers: {
        authorization: `Token ${key}`,
        ...(body && !isForm ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    const made = answer.status === 204 ? { id: 0 } : ((await answer.json()) as Made)
    ledger.answered += 1
    return made
  }
  const create = async (files: 0 | 1) => {
    const title = named('ticket', files)
    const fields = { queue: '1', title, description: 'text', priority: '3' }
    const bytes = content()
    const form = formOf(fields, 'attachment', files ? [[`${title}.txt`, bytes]] : [])
    const { id } = await ask('POST', 'tickets/', files ? form : fields)
    const kept = new Map(files ? [[`${title}.txt`, bytes]] : [])
    const ticket: Promised = { id, titles: [title], files: kept, comments: [], state: 'there' }
    own.push(ticket)
    ledger.tickets.push(ticket)
  }
  const answer = async (ticket: Promised) => {
    const comment = named('comment', 2)
    const files = [1, 2].map((n) => [`${comment} ${n}.txt`, content()] as const)
    const fields = { ticket: String(ticket.id), comment, public: 'true' }
    await ask('POST', 'followups/', formOf(fields, 'attachments', files))
    ticket.comments.push(comment)
    for (const [name, bytes] of files) ticket.files.set(name, bytes)
  }
  const rename = async (ticket: Promised) => {
    // How many files came with a ticket stays in its name.
    const title = named('renamed', ticket.titles[0]!.includes('with 1') ? 1 : 0)
    ticket.titles.push(title)
    await ask('PATCH', `tickets/${ticket.id}/`, { title })
    ticket.titles = [title]
  }
  const remove = async (ticket: Promised) => {
    own.splice(own.indexOf(ticket), 1)
    ticket.state = 'perhaps gone'
    await ask('DELETE', `tickets/${ticket.id}/`)
    ticket.state = 'gone'
  }
  const steps = [() => create(0), () => create(1)]
  const changes = [answer, answer, rename, remove]
  for (;;) {
    const ticket = own[randomInt(own.length + 1)]
    if (ticket) await changes[randomInt(changes.length)]!(ticket)
    else await steps[randomInt(steps.length)]!()
  }
}

type File = readonly [name: string, bytes: Buffer]

function formOf(fields: Record<string, string>, name: string, files: readonly File[]) {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields)) form.append(field, value)
  for (const [filename, bytes] of files) {
    form.append(name, new Blob([new Uint8Array(bytes)]), filename)
  }
  return form
}
