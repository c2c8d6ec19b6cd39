import type { Data } from './database.ts'
import type { Request } from './load.ts'

export interface Case {
  name: string
  /** Cases with the same one are measured in the same rounds. */
  group: string
  /** What it is about: the whole helpdesk, or one ticket. Null if it writes nothing. */
  writes: 'helpdesk' | 'ticket' | null
  /** Requests in the order in which they are sent, for a helpdesk of this size. */
  requests(data: Data): Request[]
}

/** Enough that no row stays hot, and that 16 connections go through different ones. */
const VARIED = 1600

/** Reads come first: what writes makes the helpdesk larger. */
const CASES: Case[] = [
  reads('list of 25', () => '/api/tickets/'),
  // Of 1,000,000 tickets that is page 20,000.
  reads(
    'page in the middle',
    ({ tickets }) => `/api/tickets/?page=${Math.ceil(tickets / 50)}`,
    'list of 25',
  ),
  reads('list of 100', () => '/api/tickets/?page_size=100'),
  reads('open tickets', () => '/api/tickets/?status=1'),
  reads('list of follow-ups', () => '/api/followups/'),
  {
    name: 'ticket',
    group: 'ticket',
    writes: null,
    requests: (data) => everyTicket(data, data.token),
  },
  {
    name: 'ticket by password',
    group: 'ticket',
    writes: null,
    requests: (data) => everyTicket(data, data.basic),
  },
  {
    name: 'new ticket',
    group: 'new ticket',
    writes: 'helpdesk',
    requests: (data) => varied((index) => post(data, '/api/tickets/', newTicket(index))),
  },
  {
    name: 'new follow-up',
    group: 'new follow-up',
    writes: 'ticket',
    requests: (data) =>
      varied((index) => post(data, '/api/followups/', newFollowUp(spread(index, data.tickets)))),
  },
]

/** The cases with these names, or all. */
export function casesNamed(names: string[] | null): Case[] {
  const unknown = names?.filter((name) => !CASES.some((each) => each.name === name)) ?? []
  if (unknown.length === 0) return CASES.filter(({ name }) => names?.includes(name) ?? true)
  const known = CASES.map(({ name }) => name).join(', ')
  throw new Error(`There is no case "${unknown.join(', ')}". There are: ${known}.`)
}

function reads(name: string, path: (data: Data) => string, group = name): Case {
  const requests = (data: Data): Request[] => [get(path(data), data.token)]
  return { name, group, writes: null, requests }
}

const varied = (request: (index: number) => Request): Request[] =>
  Array.from({ length: VARIED }, (_, index) => request(index))

/** Walks through all tickets in steps of a prime, so that neighbours are far apart. */
const spread = (index: number, tickets: number): number => 1 + ((index * 7919) % tickets)

const everyTicket = ({ tickets }: Data, authorization: string): Request[] =>
  varied((index) => get(`/api/tickets/${spread(index, tickets)}/`, authorization))

const get = (path: string, authorization: string): Request => ({
  method: 'GET',
  path,
  headers: { authorization },
})

function post({ token }: Data, path: string, body: object): Request {
  const headers = { authorization: token, 'content-type': 'application/json' }
  return { method: 'POST', path, headers, body: JSON.stringify(body) }
}

const newTicket = (index: number) => ({
  queue: 1 + (index % 5),
  title: `The printer on floor ${index % 40} does not answer`,
  description:
    'It began on Monday, shortly after the update that was announced by mail. I have restarted it ' +
    'twice and checked the cables, which made no difference. Two colleagues at the desks beside ' +
    'mine see exactly the same thing. We have a visit from a customer on Thursday and would need ' +
    'it by then.',
  priority: 1 + (index % 5),
  submitter_email: `customer${1 + (index % 500)}@example.com`,
})

const newFollowUp = (ticket: number) => ({
  ticket,
  public: true,
  comment:
    'Thank you for telling us, and for the details: they helped a lot. We replaced the part that ' +
    'was broken and have tried it several times. Could you please try again now, and tell us if ' +
    'it happens once more?',
})
