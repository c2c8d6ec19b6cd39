import { AppError, malformed } from '../lib/errors.ts'

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
    const next = await source.next().catch((error: unknown) => {
      if (error instanceof AppError) throw error
      throw malformed('The connection ended before the whole request had arrived.')
    })
    if (next.done) return false
    const isAlone = held.length === 0 || isApart(next.value)
    if (isAlone) unread = held
    held = isAlone ? next.value : Buffer.concat([held, next.value])
    return true
  }

  /** Whether what is held can go without `next`: copying all of a large file would fill the memory. */
  function isApart(next: Buffer): boolean {
    if (next.length <= keep) return false
    return !Buffer.concat([held, next.subarray(0, keep)]).includes(separator)
  }

  /** The next bytes of the current part, as many as are at hand; `null` at its end. */
  async function read(): Promise<Buffer | null> {
    let from = 0
    while (!isOver || unread.length > 0) {
      if (unread.length > 0) return takeUnread()
      const at = held.indexOf(separator, from)
      if (at >= 0) return finish(withoutLineEnd(held, at), at + separator.length)
      if (held.length > keep) return take(held.length - keep)
      from = Math.max(0, held.length - separator.length + 1)
      if (!(await more())) return finish(held.length, held.length)
    }
    return null
  }

  function takeUnread(): Buffer {
    const piece = unread
    unread = EMPTY
    return piece
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
