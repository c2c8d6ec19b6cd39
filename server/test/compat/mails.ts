import type { Difference } from './differences.ts'
import { type JsonObject, listAt, textAt } from './json.ts'
import type { Snapshot } from './snapshot.ts'
import type { StoredRow } from './store.ts'

/** Where the mails that wait to be sent differ from those that the recording says were sent. */
export function mailDifferences(
  effects: JsonObject,
  before: Snapshot,
  after: Snapshot,
): Difference[] {
  const expected = listAt(effects, 'emails').map((mail) =>
    line(textAt(mail, 'to'), textAt(mail, 'from'), textAt(mail, 'subject')),
  )
  const actual = [...after.mails]
    .filter(([id]) => !before.mails.has(id))
    .map(([, row]) => mailOf(row))
  // The recording has them sorted.
  const [wanted, got] = [expected.toSorted(), actual.toSorted()]
  if (wanted.join('\n') === got.join('\n')) return []
  return [{ at: 'mails', expected: listed(wanted), actual: listed(got) }]
}

function mailOf(row: StoredRow): string {
  const stored = row['payload']
  const { to, from, subject } = typeof stored === 'string' ? JSON.parse(stored) : stored
  return line(String(to), String(from), String(subject))
}

// A folded header was recorded with the blank that it was folded at.
const line = (to = '', from = '', subject = '') =>
  JSON.stringify({ to, from, subject: subject.trim() })

const listed = (mails: string[]) => (mails.length === 0 ? 'none' : mails.join('\n      '))
