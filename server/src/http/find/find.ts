import { type FieldErrors, invalid } from '../../lib/errors.ts'
import { type Filter, type FilterValue, type Links, type Operator, readFlag } from './filters.ts'

/** What a list can be asked for. Everything is on an allow-list: no name leads anywhere by itself. */
export interface Findable {
  filters: Readonly<Record<string, Filter>>
  /** The columns that a list can be sorted by, by the names of their fields. */
  orderings: Readonly<Record<string, string>>
  /** As `?ordering=` would say it. The id always comes last. */
  defaultOrdering: string
  /** The fields of a row, which `?fields=` chooses from. */
  fields: readonly string[]
  /** What `?include=` adds to a row. */
  includes?: readonly string[]
  /** The columns that `?search=` looks through. */
  searched?: readonly string[]
}

/** `values` are one, or several of which one has to hold. For `isnull` it is whether. */
export interface Condition {
  column: string
  operator: Operator
  values: FilterValue[]
  links?: Links
}

export interface Order {
  column: string
  isDescending: boolean
}

/** A question to a list, checked. */
export interface Find {
  conditions: Condition[]
  orders: Order[]
  /** Words to look for; null for none. */
  search: string | null
  /** The fields to show; null for all. */
  fields: string[] | null
  includes: string[]
}

const OWN = ['page', 'page_size', 'format']
const MOST_VALUES = 100
const LONGEST_SEARCH = 200
const MOST_WORDS = 8
const NO_FLAG = 'This has to be true or false.'

/**
 * Reads the parameters of a list: `?status=Open&created__gte=2026-01-01&ordering=-created`. Throws a
 * 400 that names every one that there is not, or that makes no sense. Of several with one name the
 * last counts.
 */
export function readFind(query: URLSearchParams, spec: Findable): Find {
  const errors: FieldErrors = {}
  const find: Find = { conditions: [], orders: [], search: null, fields: null, includes: [] }
  for (const name of new Set(query.keys())) {
    if (OWN.includes(name)) continue
    const text = query.getAll(name).at(-1)!
    const wrong = readParameter(name, text, spec, find)
    if (wrong) errors[name] = [wrong]
  }
  if (Object.keys(errors).length > 0) throw invalid(errors)
  if (find.orders.length === 0) find.orders = readOrders(spec.defaultOrdering, spec)!
  return find
}

/** Where only one row is shown, or none, there is nothing to narrow: `?fields=` and `?include=` alone. */
export function readChoice(query: URLSearchParams, spec: Pick<Findable, 'fields' | 'includes'>) {
  const only = { ...spec, filters: {}, orderings: {}, defaultOrdering: '' }
  const { fields, includes } = readFind(query, only)
  return { fields, includes }
}

/** Those of these names that are said to be true, and the parameters that remain. */
export function readFlags(query: URLSearchParams, names: readonly string[]) {
  const rest = new URLSearchParams(query)
  const flags = new Set<string>()
  for (const name of names) {
    const text = query.getAll(name).at(-1)
    rest.delete(name)
    const flag = text === undefined ? false : readFlag(text)
    if (flag === undefined) throw invalid({ [name]: [NO_FLAG] })
    if (flag) flags.add(name)
  }
  return { flags, rest }
}

/** Says what is wrong with it, or adds what it means. */
function readParameter(name: string, text: string, spec: Findable, find: Find): string | undefined {
  if (name === 'ordering') {
    const orders = readOrders(text, spec)
    if (!orders)
      return `Sort by ${listed(Object.keys(spec.orderings))}; with a "-" before it, the other way.`
    find.orders = orders
    return undefined
  }
  if (name === 'fields') {
    find.fields = text.split(',')
    return unknownIn(find.fields, spec.fields)
  }
  if (name === 'include' && spec.includes) {
    find.includes = text.split(',')
    return unknownIn(find.includes, spec.includes)
  }
  if (name === 'search' && spec.searched) {
    find.search = text.trim() || null
    if (text.includes('\0') || !text.isWellFormed())
      return 'Search for text without null characters.'
    const words = text.trim().split(/\s+/)
    if (words.length > MOST_WORDS) return `Search for at most ${MOST_WORDS} words.`
    return text.length > LONGEST_SEARCH
      ? `Search for at most ${LONGEST_SEARCH} characters.`
      : undefined
  }
  const condition = readCondition(name, text, spec)
  if (typeof condition === 'string') return condition
  find.conditions.push(condition)
  return undefined
}

/** Says what else there is: of that field if it is one, or else of the list. */
function noSuch(field: string, spec: Findable): string {
  const { filters, orderings, fields, includes, searched } = spec
  const filter = Object.hasOwn(filters, field) ? filters[field] : undefined
  const there = filter
    ? filter.operators.map((operator) => (operator === 'is' ? field : `${field}__${operator}`))
    : [
        ...Object.keys(filters),
        ...(Object.keys(orderings).length > 0 ? ['ordering'] : []),
        ...(fields.length > 0 ? ['fields'] : []),
        ...(includes ? ['include'] : []),
        ...(searched ? ['search'] : []),
      ]
  const those = there.length > 0 ? ` There is ${listed(there)}.` : ''
  return `There is no such parameter here.${those}`
}

function readCondition(name: string, text: string, spec: Findable): Condition | string {
  const { filters } = spec
  const [, field = name, suffix] = /^(.+?)__([a-z]+)$/.exec(name) ?? []
  const filter = Object.hasOwn(filters, field) ? filters[field] : undefined
  const operator = (suffix ?? 'is') as Operator
  if (!filter?.operators.includes(operator) || suffix === 'is') {
    return noSuch(field, spec)
  }
  const { column, links } = filter
  const where = { column, operator, ...(links && { links }) }
  if (operator === 'isnull') {
    const flag = readFlag(text)
    return flag === undefined ? NO_FLAG : { ...where, values: [flag] }
  }
  const isList = filter.isList && (operator === 'is' || operator === 'not')
  const words = isList ? text.split(',') : [text]
  if (words.length > MOST_VALUES) return `At most ${MOST_VALUES} values can be given.`
  const values = words.map((word) => filter.read(isList ? word.trim() : word))
  if (values.includes(undefined)) return `This has to be ${filter.expected}.`
  return { ...where, values: values as FilterValue[] }
}

function readOrders(text: string, { orderings }: Findable): Order[] | undefined {
  if (text === '') return []
  const orders = text.split(',').map((word) => {
    const name = word.replace(/^-/, '')
    const column = Object.hasOwn(orderings, name) ? orderings[name]! : undefined
    return column === undefined ? undefined : { column, isDescending: word.startsWith('-') }
  })
  const names = new Set(orders.map((order) => order?.column))
  return names.has(undefined) || names.size < orders.length ? undefined : (orders as Order[])
}

function unknownIn(given: string[], known: readonly string[]): string | undefined {
  const unknown = given.filter((name) => !known.includes(name))
  return unknown.length > 0 ? `There is ${listed(known)}.` : undefined
}

const listed = (names: readonly string[]) => names.join(', ')
