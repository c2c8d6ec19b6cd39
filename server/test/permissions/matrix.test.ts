import { expect, test } from 'vitest'
import type { Listed } from '../../src/http/endpoint.ts'
import type { Client } from '../client.ts'
import { type Desk, deskOfRoles, MAKE, type Params, type Side } from './places.ts'

type Level = 'view' | 'reply' | 'manage'

interface Role {
  name: string
  client: Client
  rank: number
  /** What they may do in the queue of the agent, and in the other. */
  levels: Partial<Record<Side, Level>>
  /** Whether the tickets, tokens and so on are theirs. */
  isOwner: boolean
}

const RANK: Record<string, number> = { everyone: 0, 'signed in': 1, staff: 2, admins: 3 }

const rolesOf = (desk: Desk): Role[] => [
  { name: 'stranger', client: desk.stranger, rank: 0, levels: {}, isOwner: false },
  { name: 'customer', client: desk.customer, rank: 1, levels: {}, isOwner: true },
  { name: 'other customer', client: desk.otherCustomer, rank: 1, levels: {}, isOwner: false },
  { name: 'agent', client: desk.staff, rank: 2, levels: { own: 'manage' }, isOwner: false },
  { name: 'viewer', client: desk.viewer, rank: 2, levels: { own: 'view' }, isOwner: false },
  { name: 'outsider', client: desk.outsider, rank: 2, levels: { other: 'manage' }, isOwner: false },
  {
    name: 'admin',
    client: desk.admin,
    rank: 3,
    levels: { own: 'manage', other: 'manage' },
    isOwner: false,
  },
]

type Verdict = 'may' | 401 | 403 | 404

interface Question {
  endpoint: Listed
  method: string
  side: Side
}

/** How the rows of an address are guarded, by the first word of its path. */
const GUARDS: Record<string, (role: Role, question: Question) => Verdict> = {
  tickets: inQueue('reply'),
  followups: inQueue('reply'),
  'followups-attachments': inQueue('reply'),
  queues: inQueue('manage'),
  'my-tickets': ({ isOwner }) => (isOwner ? 'may' : 404),
  user_tickets: ({ isOwner }) => (isOwner ? 'may' : 404),
  'public-tickets': () => 404,
  'preset-replies': (role, question) =>
    // Without a ticket there is nothing to fill it in for: that is told before anything is looked up.
    question.endpoint.path.endsWith('filled') ? 'may' : inQueue('manage')(role, question),
  'escalation-exclusions': inQueue('manage'),
  'ignored-emails': inQueue('manage'),
  'saved-searches': ({ name }) => (name === 'agent' ? 'may' : 404),
  'kb-categories': inCategory,
  'kb-items': inCategory,
  feeds: ({ levels }, { endpoint, side }) =>
    levels[side] || !endpoint.path.includes('queue') ? 'may' : 404,
  // A customer without a ticket, whom admins alone know of.
  people: ({ rank }) => (rank === 3 ? 'may' : 404),
  tokens: ({ isOwner, rank }) => (isOwner || rank === 3 ? 'may' : 404),
}

function inQueue(needed: Level) {
  return ({ levels }: Role, { method, side }: Question): Verdict => {
    const level = levels[side]
    if (!level) return 404
    return method === 'GET' || level === 'manage' || level === needed ? 'may' : 403
  }
}

/** Everybody reads what is public, as these are, and may vote; changes are for who manages its queue. */
function inCategory({ levels }: Role, { endpoint, method, side }: Question): Verdict {
  const isForAll = method === 'GET' || endpoint.path.endsWith('vote')
  return isForAll || levels[side] === 'manage' ? 'may' : 403
}

/** What the rules say: who may be there at all, and then whether that row is for them. */
function expected(role: Role, question: Question): Verdict {
  const { endpoint, method } = question
  const { who } = endpoint.methods.find((each) => each.method === method)!
  if (role.rank < RANK[who]!) return role.rank === 0 ? 401 : 403
  if (!endpoint.path.includes(':')) return 'may'
  return GUARDS[wordOf(endpoint.path)]?.(role, question) ?? 'may'
}

const wordOf = (path: string) => path.split('/')[2]!

/** These are about whoever asks, and have tests of their own. */
const ALONE = /^\/api\/(auth|setup|me)\//

const fill = (path: string, params: Params) =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => {
    if (params[name] === undefined) throw new Error(`Nothing stands for :${name} of ${path}.`)
    return encodeURIComponent(params[name])
  })

async function verdictOf({ client }: Role, method: string, path: string): Promise<unknown> {
  const { statusCode } = await client.request(method, path, method === 'GET' ? {} : { body: {} })
  return [401, 403, 404, 405].includes(statusCode) || statusCode >= 500 ? statusCode : 'may'
}

test('every role may at every address what the rules say of it, in their queue and in others', async () => {
  const desk = await deskOfRoles()
  await desk.app.ready()
  const [told, rules]: [string[], string[]] = [[], []]
  for (const endpoint of desk.app.endpoints.filter(({ path }) => !ALONE.test(path))) {
    const sides: Side[] = endpoint.path.includes(':') ? ['own', 'other'] : ['own']
    for (const side of sides) {
      const make = async () =>
        endpoint.path.includes(':') ? MAKE[wordOf(endpoint.path)]!(desk, side, endpoint.path) : {}
      let params = await make()
      for (const { method } of endpoint.methods) {
        for (const role of rolesOf(desk)) {
          const title = `${role.name}: ${method} ${endpoint.path} (${side})`
          const verdict = await verdictOf(role, method, fill(endpoint.path, params))
          told.push(`${title} ${verdict}`)
          rules.push(`${title} ${expected(role, { endpoint, method, side })}`)
          if (verdict === 'may' && method === 'DELETE') params = await make()
        }
      }
    }
  }
  expect(told).toEqual(rules)
})

test('no list says a word of what is in queues that somebody may not see', async () => {
  const desk = await deskOfRoles()
  await desk.app.ready()
  for (const side of ['own', 'other'] as const) await MAKE.tickets!(desk, side, '')
  const lists = desk.app.endpoints.filter(({ path }) => !path.includes(':') && !ALONE.test(path))
  for (const { path } of lists) {
    for (const { name, client, levels } of rolesOf(desk)) {
      const text = (await client.get(path)).body
      for (const side of ['own', 'other'] as const) {
        if (levels[side] || name === 'customer') continue
        expect(text, `${name}: ${path}`).not.toContain(`secret of ${side}`)
      }
    }
  }
})
