import type { Context } from '../context.ts'
import { baseUrl } from '../http/address.ts'
import { endpoint } from '../http/endpoint.ts'
import { readChoice } from '../http/find/find.ts'
import { idOf } from '../http/id.ts'
import { queryOf } from '../http/query.ts'
import type { App, Request } from '../http/types.ts'
import { notFound } from '../lib/errors.ts'
import { mayBeId } from '../lib/ids.ts'
import { toInt } from '../lib/python.ts'
import { personExists } from '../people/access.ts'
import { includes, type VisibleQueues, visibleQueues } from '../queues/access.ts'
import { findQueue } from '../queues/queries.ts'
import { requireStaff, staff } from '../users/authenticate.ts'
import { nameOf } from '../users/name.ts'
import { findPerson } from '../users/queries.ts'
import {
  type ActivityInFeed,
  newestActivity,
  newestInQueue,
  newestOf,
  type TicketInFeed,
} from './queries.ts'
import { type Feed, type FeedItem, rss } from './rss.ts'

type Made = Pick<Feed, 'title' | 'description'> & {
  itemsAt: (base: string) => FeedItem[]
}

/** `/api/feeds/`: what is new, for feed readers. They sign in by Basic, or with a token. */
export function feedRoutes(app: App, ctx: Context) {
  endpoint(app, '/', {
    name: 'Feed List',
    description: 'The feeds that there are, as RSS 2.0: the 50 newest items of each.',
    allow: staff,
    GET: (request) => {
      readChoice(queryOf(request), { fields: [] })
      const at = `${baseUrl(request)}/api/feeds`
      const results = FEEDS.map(({ path, title }) => ({ title, url: `${at}${path}` }))
      return { count: results.length, next: null, previous: null, results }
    },
  })

  feed('/users/:id', async (request) => {
    const person = await personOf(request)
    const tickets = await newestOf(ctx, person.id, await seen(request))
    return ticketFeed(`Open tickets of ${nameOf(person)}`, tickets)
  })

  feed('/users/:id/queues/:queue', async (request) => {
    const [person, queue] = await Promise.all([personOf(request), queueOf(request, 'queue')])
    const tickets = await newestOf(ctx, person.id, [queue.id])
    return ticketFeed(`Open tickets of ${nameOf(person)} in ${queue.title}`, tickets)
  })

  feed('/queues/:id', async (request) => {
    const queue = await queueOf(request, 'id')
    return ticketFeed(`Open tickets in ${queue.title}`, await newestInQueue(ctx, queue.id))
  })

  feed('/unassigned', async (request) =>
    ticketFeed('Open tickets of nobody', await newestOf(ctx, null, await seen(request))),
  )

  feed('/recent-activity', async (request) => {
    const rows = await newestActivity(ctx, await seen(request))
    return {
      title: 'Recent activity',
      description: 'What was last said and done about tickets.',
      itemsAt: (base) => rows.map((row) => activityItem(row, base)),
    }
  })

  function feed(path: string, make: (request: Request) => Promise<Made>) {
    endpoint(app, path, {
      name: 'Feed',
      description: FEEDS.find((known) => known.path.startsWith(shape(path)))!.title,
      allow: staff,
      rows: 'of queues they may see',
      formats: ['rss', 'json', 'html'],
      GET: async (request) => {
        readChoice(queryOf(request), { fields: [] })
        const { itemsAt, ...about } = await make(request)
        const link = baseUrl(request) + request.originalUrl.split('?', 1)[0]!
        const whole = { ...about, link, items: itemsAt(baseUrl(request)) }
        return request.renderer?.format === 'rss' ? rss(whole) : whole
      },
    })
  }

  const seen = (request: Request): Promise<VisibleQueues> =>
    visibleQueues(ctx, requireStaff(request))

  async function personOf(request: Request) {
    const id = idOf(request)
    const isKnown = await personExists(id, { ctx, actor: requireStaff(request) })
    const person = isKnown ? await findPerson(ctx.db, id) : undefined
    if (!person) throw notFound('User')
    return person
  }

  async function queueOf(request: Request, name: string) {
    const id = toInt((request.params as Record<string, string>)[name]!)
    if (id === null || !mayBeId(id)) throw notFound('Queue')
    const queue = await findQueue(ctx.db, Number(id))
    if (!queue || !includes(await seen(request), queue.id)) throw notFound('Queue')
    return queue
  }
}

const FEEDS = [
  { path: '/users/{id}/', title: 'Open tickets of a user' },
  { path: '/users/{id}/queues/{queue}/', title: 'Open tickets of a user in a queue' },
  { path: '/queues/{id}/', title: 'Open tickets in a queue' },
  { path: '/unassigned/', title: 'Open tickets of nobody' },
  { path: '/recent-activity/', title: 'What was last said and done about tickets' },
]

const shape = (path: string) => path.replaceAll(/:(\w+)/g, '{$1}')

const ticketFeed = (title: string, tickets: TicketInFeed[]): Made => ({
  title,
  description: 'The newest ones first.',
  itemsAt: (base) =>
    tickets.map((row) => ({
      title: `[${row.slug}-${row.id}] ${row.title}`,
      description: row.text ?? '',
      link: `${base}/api/tickets/${row.id}/`,
      author: row.submitter,
      category: row.queue,
      date: row.date,
    })),
})

const activityItem = (row: ActivityInFeed, base: string): FeedItem => ({
  title: `[${row.slug}-${row.ticket_id}] ${row.ticket}: ${row.title ?? ''}`,
  description: row.text ?? '',
  link: `${base}/api/followups/${row.id}/`,
  author: row.author,
  category: row.queue,
  date: row.date,
})
