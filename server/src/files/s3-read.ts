import type { Readable } from 'node:stream'
import { sweepAfter } from './sweep.ts'

/** The pieces of an object as they come. A storage that falls silent for too long ends it with an error. */
export async function* piecesOf(body: Readable, patienceMs: number): AsyncGenerator<Buffer> {
  const watch = () =>
    setTimeout(() => body.destroy(new Error('The file storage fell silent.')), patienceMs)
  // Only while this waits for the storage: whoever downloads may take any time over a piece.
  let watching = watch()
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      clearTimeout(watching)
      yield piece
      sweepAfter(piece)
      watching = watch()
    }
  } finally {
    clearTimeout(watching)
  }
}
