import { type Filter, plain, withArgument } from '../filter.ts'
import { TemplateError } from '../error.ts'
import { toInt } from '../../python.ts'
import { isDict, isList, str, textIn, type Value } from '../value.ts'

/** Filters of lists, and of texts as lists of their characters. */
export const sequenceFilters: Record<string, Filter> = {
  first: plain((value) => itemsOf(value)[0] ?? ''),
  last: plain((value) => itemsOf(value).at(-1) ?? '', true),
  length: plain((value) => (isDict(value) ? value.entries.size : (itemsIn(value)?.length ?? 0))),
  make_list: plain((value) => [...str(value)]),
  slice: withArgument((value, argument) => {
    const items = itemsIn(value)
    const bounds = boundsIn(str(argument))
    if (items === null || bounds === null) return value
    const picked = pick(items, bounds)
    return isList(value) ? picked : picked.join('')
  }, true),
}

/** The items of a list or the characters of a text; null for what has none. */
function itemsIn(value: Value): readonly string[] | null {
  if (isList(value)) return value
  const text = textIn(value)
  return text === null ? null : [...text]
}

function itemsOf(value: Value): readonly string[] {
  const items = itemsIn(value)
  if (items === null) throw new TemplateError('no list')
  return items
}

interface Bounds {
  start: number | null
  stop: number | null
  step: number
}

/** Reads `stop`, `start:stop` and `start:stop:step`, where all but the step may be left out. */
function boundsIn(text: string): Bounds | null {
  const numbers = text.split(':').map((part) => {
    const number = part === '' ? null : toInt(part)
    return part !== '' && number === null ? NaN : number === null ? null : Number(number)
  })
  if (numbers.length > 3 || numbers.some(Number.isNaN)) return null
  const [first = null, second = null, third = null] = numbers
  if (third === 0) return null
  if (numbers.length === 1) return { start: null, stop: first, step: 1 }
  return { start: first, stop: second, step: third ?? 1 }
}

function pick(items: readonly string[], { start, stop, step }: Bounds): string[] {
  const { length } = items
  const least = step > 0 ? 0 : -1
  const most = step > 0 ? length : length - 1
  const clamp = (bound: number) =>
    Math.min(most, Math.max(least, bound < 0 ? bound + length : bound))
  const from = start === null ? (step > 0 ? least : most) : clamp(start)
  const to = stop === null ? (step > 0 ? most : least) : clamp(stop)
  const picked: string[] = []
  for (let at = from; step > 0 ? at < to : at > to; at += step) picked.push(items[at] ?? '')
  return picked
}
