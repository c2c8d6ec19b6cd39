const PASSWORD = 'correct horse'
/** A connection of its own for each request: one that waits may be closed just when it is used again. */
const ALONE = { connection: 'close' }

/** Whoever sets a helpdesk up with what its servers have said, and then works with it. */
export async function setUpAt(url: string, said: string) {
  // Of several servers each has printed a token, and the last one counts.
  for (const [, token] of said.matchAll(/token=(\S+)/g)) {
    const body = new URLSearchParams({ token: token!, username: 'admin', password: PASSWORD })
    const answer = await fetch(`${url}/api/setup/`, { method: 'POST', headers: ALONE, body })
    const { token: key } = (await answer.json()) as { token?: string }
    if (key) return visitor(key)
  }
  throw new Error(`There is no token in:\n${said}`)
}

interface Ticket {
  id: number
  followup_set: { followupattachment_set: { id: number; file: string }[] }[]
}

const fileOf = ({ followup_set }: Ticket) => followup_set[0]!.followupattachment_set[0]!

function visitor(key: string) {
  const headers = { authorization: `Token ${key}`, ...ALONE }

  async function ticketAt(path: string, init: RequestInit = {}) {
    const answer = await fetch(path, { ...init, headers })
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
    const ticket = (await answer.json()) as Ticket
    return { id: ticket.id, attachment: fileOf(ticket) }
  }

  return {
    /** Opens a ticket with a file. */
    open(url: string, content: string) {
      const body = new FormData()
      const fields = { queue: '1', title: 'With a file', description: 'See it.', priority: '3' }
      for (const [name, value] of Object.entries(fields)) body.set(name, value)
      body.set('attachment', new File([content], 'note.txt', { type: 'text/plain' }))
      return ticketAt(`${url}/api/tickets/`, { method: 'POST', body })
    },
    read: (url: string, id: number) => ticketAt(`${url}/api/tickets/${id}/`),
    async download(link: string) {
      return (await fetch(link, { headers: ALONE })).text()
    },
    async deleteFile(url: string, id: number) {
      const path = `${url}/api/followups-attachments/${id}/`
      return (await fetch(path, { method: 'DELETE', headers })).status
    },
  }
}
