import { createHash, pbkdf2Sync } from 'node:crypto'
import type { SQLInputValue } from 'node:sqlite'
import { isNumber, isObject, type Json, textAt } from './json.ts'

export type Row = Record<string, SQLInputValue>

/** A recorded value as SQLite takes it. */
export function valueAt(recorded: Json, name: string): SQLInputValue {
  const value = isObject(recorded) ? recorded[name] : null
  if (isNumber(value)) return Number(value.rawJSON)
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'string' ? value : null
}

/** All plain values of a recorded row, some under another name. */
export function columns(recorded: Json, renamed: Record<string, string> = {}): Row {
  const names = isObject(recorded) ? Object.keys(recorded) : []
  return Object.fromEntries(names.map((name) => [renamed[name] ?? name, valueAt(recorded, name)]))
}

/** A recorded time with the six fraction digits that stored times have. */
export function timeAt(recorded: Json, name: string): string | null {
  const text = textAt(recorded, name)
  return text === undefined ? null : storedTime(text)
}

/** A time of the recordings ("2025-03-01 12:00:00", "2025-03-01T12:00:00.5Z") as we store it. */
export function storedTime(text: string): string {
  const [, date, time, fraction = ''] =
    /^(\S{10})[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?Z?$/.exec(text) ?? []
  if (!date || !time) throw new Error(`"${text}" is not a time in UTC.`)
  return `${date}T${time}.${fraction.padEnd(6, '0')}Z`
}

export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')

const hashes = new Map<string, string>()

/** A password as Django stores it; few rounds, because states are loaded often. */
export function hashed(password: string): string {
  const known = hashes.get(password)
  if (known) return known
  const key = pbkdf2Sync(password, 'replay', 1000, 32, 'sha256').toString('base64')
  const hash = `pbkdf2_sha256$1000$replay$${key}`
  hashes.set(password, hash)
  return hash
}
