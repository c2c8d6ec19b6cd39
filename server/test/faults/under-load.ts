import { vi } from 'vitest'
import { type Book, emptyBook } from '../crash/book.ts'
import { keepWriting } from '../crash/load.ts'
import type { Desk } from '../crash/tickets.ts'

const WRITERS = ['ada', 'ben', 'cleo', 'dan', 'eve', 'finn']
const LONGEST_MS = 60_000

/** Clients that write all the time, and what they were told. */
export interface Load {
  book: Book
  writers: number
  /** Waits until so many more writes were acknowledged. */
  acknowledged: (more: number) => Promise<void>
  /** Waits until a write was refused. */
  refused: () => Promise<void>
  /** Lets each of them come to an end with what it is writing. */
  stop: () => Promise<void>
}

export function putLoadOn(desk: Desk): Load {
  const book = emptyBook()
  const end = new AbortController()
  const writing = Promise.all(WRITERS.map((writer) => keepWriting(desk, book, writer, end.signal)))

  async function until(isSo: () => boolean) {
    const happened = vi.waitUntil(isSo, { timeout: LONGEST_MS, interval: 10 })
    // A writer that fails says why.
    await Promise.race([happened, writing])
    await happened
  }
  return {
    book,
    writers: WRITERS.length,
    acknowledged(more) {
      const enough = book.acknowledged + more
      return until(() => book.acknowledged >= enough)
    },
    refused: () => until(() => book.refused > 0),
    async stop() {
      end.abort()
      await writing
    },
  }
}
