import type { Change, Changes } from './changes.ts'
import type { Difference } from './differences.ts'
import { isNowInStore, type Span } from './times.ts'
import { shapeOf } from './volatile.ts'

const HASH = /^(argon2|pbkdf2_sha256)\$/
const A_UUID = '00000000-0000-4000-8000-000000000000'

/** Where what was written differs from what the recording says was written. */
export function effectDifferences(
  expected: Changes,
  actual: Changes,
  scenario: Span,
): Difference[] {
  const names = new Set([...expected.keys(), ...actual.keys()])
  return [...names].toSorted().flatMap((name) => {
    const [wanted, got] = [expected.get(name), actual.get(name)]
    if (wanted && got && wanted.kind === got.kind)
      return cellDifferences(name, wanted, got, scenario)
    return [{ at: `stored ${name}`, expected: summary(wanted), actual: summary(got) }]
  })
}

function cellDifferences(row: string, wanted: Change, got: Change, span: Span): Difference[] {
  const names = new Set([...wanted.cells.keys(), ...got.cells.keys()])
  return [...names].flatMap((name) => {
    const [cell, other] = [wanted.cells.get(name), got.cells.get(name)]
    const at = `stored ${row} (${wanted.kind}) ${name}`
    if (!cell || !other) {
      // A new row may have columns that the recording says nothing about.
      if (wanted.kind === 'inserted' && !cell) return []
      return [{ at, expected: cell?.to ?? 'as before', actual: other?.to ?? 'as before' }]
    }
    const alike =
      matches(cell.to, other.to, span) &&
      (cell.from === undefined || other.from === undefined || matches(cell.from, other.from, span))
    return alike ? [] : [{ at, expected: text(cell), actual: text(other) }]
  })
}

const text = ({ from, to }: { from: string | undefined; to: string }) =>
  from === undefined ? to : `${from} → ${to}`

function matches(expected: string, actual: string, span: Span): boolean {
  if (expected === actual) return true
  if (!actual.startsWith('"')) return false
  const stored: string = JSON.parse(actual)
  if (expected === '"<now>"') return isNowInStore(stored, span)
  if (expected.startsWith('"<password hash')) return HASH.test(stored)
  if (!/<uuid>|<7 random>/.test(expected)) return false
  const wanted: string = JSON.parse(expected)
  return shapeOf(wanted.replace('<uuid>', A_UUID).replace('<7 random>', 'a1B2c3D')).test(stored)
}

function summary(change: Change | undefined): string {
  if (!change) return 'untouched'
  const cells = [...change.cells].map(([name, cell]) => `${name}: ${text(cell)}`)
  return [change.kind, ...cells].join(', ')
}
