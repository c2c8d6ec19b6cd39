/** What lists of tickets are narrowed by in practice, for few, many and most of those of `seed`. */
const FILTERS = [
  'queue=2',
  'status=open',
  'status=closed',
  'status=duplicate',
  'priority=1',
  'priority=3',
  'assigned_to=1',
  'assigned_to__isnull=true',
  'on_hold=true',
  'submitter_email=customer7@example.com',
  'tag=urgent',
  'tag=checked',
  'custom_room=room 12',
  'custom_floor=3',
  'due_date__isnull=false',
  'due_date__lt=2027-01-01T00:00:00Z',
  'created__gte=WEEK',
  'created__lt=YEAR',
  'modified__gte=MONTH',
  'modified__lt=YEAR',
]
const ORDERINGS = ['id', 'created', 'modified', 'priority', 'due_date', 'status'].flatMap(
  (name) => [name, `-${name}`],
)

/** Words that nearly all, many, some, few and no tickets of `seed` have. */
const SEARCHES = [
  'the',
  'printer',
  'monday',
  'customer7',
  '"update that"',
  'printer monday',
  'the printer update',
  'print*',
  'customer4*',
  'customer499 printer',
  'zebra',
]
const BESIDE_SEARCH = [
  '',
  '&status=open',
  '&queue=2&priority=1',
  '&created__gte=MONTH',
  '&ordering=-modified',
  '&status=closed&ordering=created',
  '&page_size=50',
]

const DAY_MS = 86_400_000
const DAYS = { WEEK: 7, MONTH: 30, YEAR: 365 }

const ORDERS_OF_A_PAIR = 3

/** Every two filters, each pair in three of the twelve orders, all of which have their turn. */
export function pairsOfFilters(now: Date): string[] {
  const pairs = FILTERS.flatMap((one, at) =>
    FILTERS.slice(at + 1)
      .filter((other) => nameIn(one) !== nameIn(other))
      .map((other) => `${one}&${other}`),
  )
  return pairs.flatMap((pair, at) =>
    Array.from({ length: ORDERS_OF_A_PAIR }, (_, step) => {
      // By fives, so that the three of a pair are of different fields.
      const turn = 5 * (at * ORDERS_OF_A_PAIR + step)
      return pathOf(`${pair}&ordering=${ORDERINGS[turn % ORDERINGS.length]!}`, now)
    }),
  )
}

/** Searches by words alone, and beside filters and orders. */
export const searches = (now: Date): string[] =>
  SEARCHES.flatMap((words) =>
    BESIDE_SEARCH.map((more) => pathOf(`search=${encodeURIComponent(words)}${more}`, now)),
  )

const nameIn = (filter: string) => filter.slice(0, filter.indexOf('='))

function pathOf(query: string, now: Date): string {
  const dated = query.replaceAll(/WEEK|MONTH|YEAR/g, (name) =>
    new Date(now.getTime() - DAYS[name as keyof typeof DAYS] * DAY_MS).toISOString(),
  )
  return `/api/tickets/find/?${dated.replaceAll(' ', '%20')}`
}
