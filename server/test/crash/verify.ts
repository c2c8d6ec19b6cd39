import type { Promised } from './ledger.ts'

interface Shown {
  id: number
  title: string
  followup_set: { comment: string; followupattachment_set: { filename: string; file: string }[] }[]
}

/** Every promise about these tickets that the server has broken, in words. */
export async function broken(url: string, key: string, tickets: Promised[]): Promise<string[]> {
  const shown = new Map((await everyTicket(url, key)).map((ticket) => [ticket.id, ticket]))
  const faults: string[] = []
  for (const promised of tickets) {
    const ticket = shown.get(promised.id)
    if (promised.state === 'gone' && ticket) faults.push(`ticket ${promised.id} came back`)
    if (promised.state === 'there' && !ticket) faults.push(`ticket ${promised.id} is lost`)
    if (ticket) faults.push(...(await differences(promised, ticket)))
  }
  return faults
}

async function everyTicket(url: string, key: string): Promise<Shown[]> {
  const tickets: Shown[] = []
  let next: string | null = `${url}/api/tickets/?page_size=1000`
  while (next) {
    const answer = await fetch(next, { headers: { authorization: `Token ${key}` } })
    const page = (await answer.json()) as { next: string | null; results: Shown[] }
    tickets.push(...page.results)
    next = page.next
  }
  return tickets
}

async function differences(promised: Promised, ticket: Shown): Promise<string[]> {
  const where = `ticket ${promised.id}`
  const faults: string[] = []
  if (!promised.titles.includes(ticket.title)) faults.push(`${where} is called "${ticket.title}"`)
  const comments = ticket.followup_set.map(({ comment }) => comment)
  for (const comment of promised.comments) {
    if (!comments.includes(comment)) faults.push(`${where} has lost "${comment}"`)
  }
  const links = new Map(
    ticket.followup_set.flatMap(({ followupattachment_set: files }) =>
      files.map(({ filename, file }) => [filename, file]),
    ),
  )
  for (const [name, bytes] of promised.files) {
    const link = links.get(name)
    const answer = link ? Buffer.from(await (await fetch(link)).arrayBuffer()) : null
    if (!answer?.equals(bytes)) faults.push(`${where} has lost the file "${name}"`)
  }
  return faults
}
