import { expect } from 'vitest'
import { type Desk, listTickets, readTicket, type Ticket } from './tickets.ts'

/** What should be in the helpdesk, by title. */
export interface Book {
  tickets: Map<string, Ticket>
  ids: Map<string, number>
  /** Where nobody said whether it was done: before, or after. Null is no ticket. */
  doubtful: Map<string, (Ticket | null)[]>
  acknowledged: number
  /** Answers that said: not now, nothing was done. */
  refused: number
}

export const emptyBook = (): Book => ({
  tickets: new Map(),
  ids: new Map(),
  doubtful: new Map(),
  acknowledged: 0,
  refused: 0,
})

const all = () => true

/**
 * Every ticket is as the book says, and there once; where it is doubtful, as before the write or as
 * after it. Tickets that need no look have to be there, and no more.
 */
export async function compare(
  desk: Desk,
  book: Book,
  look: (title: string) => boolean = all,
): Promise<void> {
  const { tickets, ids, doubtful } = book
  const found = await listTickets(desk)
  for (const title of new Set([...tickets.keys(), ...found.keys(), ...doubtful.keys()])) {
    if (!doubtful.has(title) && !look(title) && found.has(title)) continue
    const shown = found.get(title)
    const actual = shown ? await readTicket(shown) : null
    const allowed = doubtful.get(title) ?? [tickets.get(title) ?? null]
    expect(allowed).toContainEqual(actual)
    if (shown && actual) {
      tickets.set(title, actual)
      ids.set(title, shown.id)
    } else tickets.delete(title)
  }
  doubtful.clear()
}
