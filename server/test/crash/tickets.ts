import { createHash } from 'node:crypto'

/** A helpdesk, and the key to it. */
export interface Desk {
  url: string
  token: string
}

/** What a test knows of a ticket: enough to tell whether anything of it was lost, or halved. */
export interface Ticket {
  title: string
  description: string
  status: number
  resolution: string | null
  followUps: FollowUp[]
}

export interface FollowUp {
  comment: string
  /** SHA-256 of each file, by its name. */
  files: Record<string, string>
}

/** As the API gives it. */
interface Shown extends Omit<Ticket, 'followUps'> {
  id: number
  followup_set: {
    id: number
    comment: string
    followupattachment_set: { filename: string; file: string }[]
  }[]
}

export const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** All tickets by their titles, as the API lists them: each title is there once. */
export async function listTickets({ url, token }: Desk): Promise<Map<string, Shown>> {
  const found = new Map<string, Shown>()
  let next: string | null = `${url}/api/tickets/?page_size=1000`
  while (next) {
    const answer = await fetch(next, { headers: { authorization: `Token ${token}` } })
    if (!answer.ok) throw new Error(`The list of tickets is answered with ${answer.status}.`)
    const page = (await answer.json()) as { next: string | null; results: Shown[] }
    for (const ticket of page.results) {
      if (found.has(ticket.title)) throw new Error(`This ticket is there twice: ${ticket.title}`)
      found.set(ticket.title, ticket)
    }
    next = page.next
  }
  return found
}

/** A ticket with its follow-ups, oldest first, and the bytes of its files as their links give them. */
export async function readTicket(shown: Shown): Promise<Ticket> {
  const { title, description, status, resolution, followup_set } = shown
  const followUps = followup_set
    .toSorted((a, b) => a.id - b.id)
    .map(async ({ comment, followupattachment_set }) => {
      const files = await Promise.all(
        followupattachment_set.map(async ({ filename, file }) => [filename, await download(file)]),
      )
      return { comment, files: Object.fromEntries(files) as Record<string, string> }
    })
  return { title, description, status, resolution, followUps: await Promise.all(followUps) }
}

async function download(link: string): Promise<string> {
  const answer = await fetch(link)
  if (!answer.ok) return `answered with ${answer.status}`
  return digest(await answer.bytes())
}
