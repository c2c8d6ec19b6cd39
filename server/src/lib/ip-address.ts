import { length } from './python.ts'

const LONGEST_IPV6 = 39

/** Whether this is four numbers up to 255, none with a leading zero. */
export const isIpv4 = (text: string): boolean => parseIpv4(text) !== null

/** Whether this is an IPv6 address; it may end in an IPv4 one and name a zone. */
export const isIpv6 = (text: string): boolean =>
  length(text) <= LONGEST_IPV6 && parseIpv6(text) !== null

export const isIpAddress = (text: string): boolean => isIpv4(text) || isIpv6(text)

/**
 * The shortest way to write an IPv6 address, without its zone; one that stands for an IPv4 address
 * is written as that. Null if it is no such address.
 */
export function compactIpv6(text: string): string | null {
  const groups = length(text) <= LONGEST_IPV6 ? parseIpv6(text) : null
  if (!groups) return null
  const [high = 0, low = 0] = groups.slice(6)
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.')
  }
  return shorten(groups)
}

/** The first of the longest runs of two or more zeros becomes `::`. */
function shorten(groups: number[]): string {
  const hex = groups.map((group) => group.toString(16))
  const runs = groups.map((_, start) => groups.slice(start).findIndex((group) => group !== 0))
  const lengths = runs.map((run, start) => (run === -1 ? groups.length - start : run))
  const longest = Math.max(...lengths)
  if (longest < 2) return hex.join(':')
  const start = lengths.indexOf(longest)
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + longest).join(':')}`
}

const OCTET = /^(?:0|[1-9][0-9]{0,2})$/

function parseIpv4(text: string): number[] | null {
  const octets = text.split('.')
  if (octets.length !== 4 || !octets.every((octet) => OCTET.test(octet) && Number(octet) < 256)) {
    return null
  }
  return octets.map(Number)
}

const GROUP = /^[0-9a-fA-F]{1,4}$/
const ZONE = /^[^%]+$/u

function parseIpv6(text: string): number[] | null {
  if (text.includes('/')) return null
  const [address = '', ...zone] = text.split('%')
  if (zone.length > 1 || (zone.length === 1 && !ZONE.test(zone[0] ?? ''))) return null
  const sides = address.split('::')
  if (sides.length > 2) return null
  const [head, tail] = sides.map((side, index) => parseGroups(side, index === sides.length - 1))
  if (!head || tail === null) return null
  if (tail === undefined) return head.length === 8 ? head : null
  const missing = 8 - head.length - tail.length
  if (missing < 1) return null
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail]
}

function parseGroups(side: string, isLast: boolean): number[] | null {
  if (side === '') return []
  const parts = side.split(':')
  const last = parts.at(-1) ?? ''
  const ipv4 = isLast && last.includes('.') ? parseIpv4(last) : undefined
  if (ipv4 === null) return null
  const groups = ipv4 ? parts.slice(0, -1) : parts
  if (!groups.every((group) => GROUP.test(group))) return null
  const numbers = groups.map((group) => Number.parseInt(group, 16))
  const [a = 0, b = 0, c = 0, d = 0] = ipv4 ?? []
  return ipv4 ? [...numbers, a * 256 + b, c * 256 + d] : numbers
}
