import * as fc from 'fast-check'
import type { Listed, Method } from '../../src/http/endpoint.ts'
import { junkJson, junkText } from './junk.ts'
import type { Sent } from './requests.ts'

/** An address of the API, with the names of what it takes. */
export interface Aim {
  endpoint: Listed
  /** The fields of its body, as OPTIONS tells them. */
  fields: Record<string, Told>
  /** The fields by which its list is narrowed. */
  filters: string[]
}

export interface Told {
  type: string
  required: boolean
  choices?: { value: unknown }[]
}

const ID = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('1', '2', '3', '4') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('0', '-1', 'x', '9007199254740993', '%00', '%ED%A0%80', '1.0', '٣'),
  },
)

const OPERATORS = [
  '',
  '',
  '__gte',
  '__lt',
  '__isnull',
  '__not',
  '__contains',
  '__words',
  '__startswith',
  '__x',
]

const VALUES = fc.oneof(
  fc.constantFrom('1', '0', 'true', 'Open', '1,2,3', '', ',', '-1', '2026-01-01', '2026-02-30'),
  fc.constantFrom(
    '9'.repeat(20),
    '%',
    '"',
    '*',
    "'",
    '"a b" c*',
    'NEAR(a b)',
    'a OR',
    '-',
    '(',
    '\\',
  ),
  junkText.map((text) => text.slice(0, 300)),
)

const encode = (text: string) => (text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80')

const query = (names: string[]) => {
  const name = fc
    .tuple(
      fc.constantFrom(...names, 'constructor', '__proto__', 'user__password'),
      fc.constantFrom(...OPERATORS),
    )
    .map((parts) => parts.join(''))
  const chosen = fc.constantFrom(...names, 'id', '-id', 'secret_key', 'password', '')
  const pair = fc.oneof(
    fc.tuple(name, VALUES),
    fc.tuple(fc.constantFrom('search', 'page', 'page_size', 'format'), VALUES),
    fc.tuple(
      fc.constantFrom('ordering', 'fields', 'include'),
      fc.array(chosen, { maxLength: 3 }).map(String),
    ),
  )
  return fc
    .array(pair, { maxLength: 3 })
    .map((pairs) => pairs.map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&'))
}

/** Values that a field of some kind takes, or nearly. */
const PLAUSIBLE = fc.constantFrom(
  '1',
  '2',
  '99',
  'null',
  'true',
  '""',
  '"text"',
  '"a-slug"',
  '"a@example.com"',
  '"2026-01-01T00:00:00Z"',
  '"00:10:00"',
  '[1]',
  '[1, 2]',
  '["a", "b"]',
  '[99]',
  '[{}]',
  '{}',
)

/** A value that should do for a field; `n` makes it another one each time. */
function rightFor({ type, choices }: Told, n: number): unknown {
  if (choices?.[0]) return choices[n % choices.length]!.value
  const values: Record<string, unknown> = {
    boolean: n % 2 === 0,
    integer: (n % 50) + 1,
    field: (n % 4) + 1,
    list: [(n % 3) + 1],
    email: `somebody${n}@example.com`,
    datetime: '2026-05-01T10:00:00Z',
    date: '2026-05-01',
    url: 'https://example.com/',
  }
  return values[type] ?? `text-${n}`
}

const body = (fields: Aim['fields']) => {
  const names = Object.keys(fields)
  const name = fc.constantFrom(...names, 'id', '__proto__', 'user', 'secret_key', 'is_superuser')
  const value = fc.oneof({ weight: 3, arbitrary: PLAUSIBLE }, { weight: 1, arbitrary: junkJson })
  return fc
    .tuple(fc.array(fc.tuple(name, value), { maxLength: 3 }), fc.nat(9999), fc.boolean())
    .map(([odd, n, isGood]) => {
      const right = Object.entries(fields)
        .filter(([, { required }]) => isGood && required)
        .map(([key, told]) => [key, JSON.stringify(rightFor(told, n))])
      const pairs = [...right, ...odd].map(([key, text]) => `${JSON.stringify(key)}:${text}`)
      return `{${pairs.join(',')}}`
    })
}

const METHODS: Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Requests to any of these addresses, right by chance and wrong in many ways. */
export function resourceRequests(aims: Aim[], tokens: (string | null)[]): fc.Arbitrary<Sent> {
  return fc.constantFrom(...aims).chain(({ endpoint, fields, filters }) => {
    const own = endpoint.methods.map(({ method }) => method)
    const places = endpoint.path.split('/').filter((part) => part.startsWith(':')).length
    return fc
      .record({
        method: fc.oneof(
          { weight: 9, arbitrary: fc.constantFrom(...own) },
          { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
        ),
        ids: fc.array(ID, { minLength: places, maxLength: places }),
        query: fc.option(query([...filters, 'id']), { freq: 1 }),
        token: fc.constantFrom(...tokens),
        text: body(fields),
      })
      .map(({ method, ids, query: more, token, text }) => {
        const rest = [...ids]
        const path = endpoint.path.replaceAll(/:\w+/g, () => rest.shift()!)
        return {
          method,
          url: `${path.replace(/\/?$/, '/')}${more ? `?${more}` : ''}`.slice(0, 8000),
          headers: [
            ['content-type', 'application/json'],
            ...(token ? [['authorization', `Token ${token}`] as [string, string]] : []),
          ],
          body:
            method === 'GET' || method === 'DELETE'
              ? null
              : { type: 'application/json', bytes: Buffer.from(text) },
        }
      })
  })
}
