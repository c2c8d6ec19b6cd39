import type { Case } from './cases.ts'
import type { Field } from './field.ts'
import type { Load } from './load.ts'
import type { Lane } from './measure.ts'
import { refuseErrors, send } from './send.ts'
import { writesOf } from './writes.ts'

export const BARE_HTTP = 'bare node:http'
export const BARE_SQLITE = 'bare node:sqlite'
export const laneName = (name: string, tickets: number): string => `${name} @ ${tickets}`

/** Those who take turns for these cases: the bare ones, and each case on each helpdesk. */
export async function lanesFor(field: Field, cases: Case[]): Promise<Lane[]> {
  const lanes = [await bareHttp(field, cases[0]!)]
  if (cases[0]!.writes && field.sqlite) lanes.push(await bareSqlite(field, field.sqlite, cases[0]!))
  for (const each of cases) {
    for (const desk of field.desks) {
      const name = laneName(each.name, desk.tickets)
      lanes.push(underLoad(field, name, { ...desk.server, requests: each.requests(desk) }))
    }
  }
  return lanes
}

/** A server that answers as the largest helpdesk did, from memory. */
async function bareHttp(field: Field, { requests }: Case): Promise<Lane> {
  const desk = field.desks.at(-1)!
  const canned = await send(desk.server.port, requests(desk)[0]!)
  const bare = await field.http.ask(canned)
  return underLoad(field, BARE_HTTP, { ...bare, requests: requests(desk) })
}

/** Commits what the request writes, to a copy of the largest database. */
async function bareSqlite(
  field: Field,
  bare: NonNullable<Field['sqlite']>,
  { requests, writes: what }: Case,
): Promise<Lane> {
  const desk = field.desks.at(-1)!
  const { path, copy } = desk.sqlite!
  const request = requests(desk)[0]!
  const ticket = what === 'ticket' ? Number(JSON.parse(request.body!).ticket) : null
  const writes = await writesOf(path, ticket, () => send(desk.server.port, request))
  return {
    name: BARE_SQLITE,
    async run(seconds) {
      const { tickets } = desk
      const { rate } = await bare.ask({ path: copy, writes, tickets, seconds })
      return { rate, p50: 0, p99: 0, cpu: null, memory: null, statuses: {} }
    },
  }
}

function underLoad(
  { load, connections }: Field,
  name: string,
  { port, pid, requests }: Pick<Load, 'port' | 'pid' | 'requests'>,
): Lane {
  return {
    name,
    async run(seconds) {
      const stretch = await load.ask({ port, pid, requests, connections, seconds })
      refuseErrors(name, stretch)
      return stretch
    },
  }
}
