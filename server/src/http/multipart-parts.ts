import { malformed } from '../lib/errors.ts'

const EMPTY = Buffer.alloc(0)
const CR = 0x0d
const LF = 0x0a

export type PartReader = ReturnType<typeof partReader>

/**
 * Cuts a body at its separators: one part before the first of them, one after each. A separator
 * counts wherever it stands; a line end before it belongs to it.
 */
export function partReader(source: AsyncIterator<Buffer>, separator: Buffer) {
  // A separator and the line end before it are never given out in two halves.
  const keep = separator.length + 1
  let held: Buffer = EMPTY
  let unread: Buffer = EMPTY
  let isOver = true

  async function more(): Promise<boolean> {
    const next = await source.next().catch(() => {
      throw malformed('The connection ended before the whole request had arrived.')
    })
    if (next.done) return false
    held = held.length > 0 ? Buffer.concat([held, next.value]) : next.value
    return true
  }

  /** The next bytes of the current part, as many as are at hand; `null` at its end. */
  async function read(): Promise<Buffer | null> {
    if (unread.length > 0) {
      const piece = unread
      unread = EMPTY
      return piece
    }
    let from = 0
    while (!isOver) {
      const at = held.indexOf(separator, from)
      if (at >= 0) return finish(withoutLineEnd(held, at), at + separator.length)
      if (held.length > keep) return take(held.length - keep)
      from = Math.max(0, held.length - separator.length + 1)
      if (!(await more())) return finish(held.length, held.length)
    }
    return null
  }

  function take(length: number): Buffer {
    const piece = held.subarray(0, length)
    held = held.subarray(length)
    return piece
  }

  function finish(end: number, next: number): Buffer {
    isOver = true
    return take(next).subarray(0, end)
  }

  return {
    read,

    /** Puts bytes back, to be read again. */
    putBack(bytes: Buffer) {
      unread = bytes
    },

    /** Whether another part follows; what is left of the current one is thrown away. */
    async hasNext(): Promise<boolean> {
      while ((await read()) !== null);
      while (held.length === 0) if (!(await more())) return false
      return true
    },

    /** Goes on to the part that `hasNext` saw. */
    begin() {
      isOver = false
    },
  }
}

function withoutLineEnd(bytes: Buffer, at: number): number {
  const end = bytes[at - 1] === LF ? at - 1 : at
  return bytes[end - 1] === CR ? end - 1 : end
}
