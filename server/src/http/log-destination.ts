import { write, writeSync } from 'node:fs'

export interface Batches {
  /** Lines wait until there are so many characters of them, or half a second. */
  enough: number
  /** The most bytes that are written in one piece; a longer line is written alone. */
  most: number
}

const LONGEST_WAIT_MS = 500
const FULL_PIPE_MS = 100
/** What may wait, in characters, for whoever reads too slowly. Further lines are lost: not the server. */
const MOST_WAITING = 8_000_000

/**
 * Writes lines to an open file in batches, and whatever is left at the end of the process. As
 * strings: pino's own destination makes a buffer of each batch, and those stay in memory until V8
 * collects all of it, 2 MB a second on a busy server. What cannot be written is left out.
 */
export function logDestination(fd: number, { enough, most }: Batches) {
  let batches: string[] = []
  let bytes = 0
  let waiting = 0
  let isWriting = false
  let timer: NodeJS.Timeout | undefined

  function put(line: string) {
    if (waiting > MOST_WAITING) return
    const size = Buffer.byteLength(line)
    const isJoined = batches.length > 0 && bytes + size <= most
    if (isJoined) batches[batches.length - 1] += line
    else batches.push(line)
    bytes = isJoined ? bytes + size : size
    waiting += line.length
    writeSoon()
  }

  function writeSoon() {
    if (waiting >= enough) writeNext()
    else if (waiting > 0) timer ??= setTimeout(writeNext, LONGEST_WAIT_MS).unref()
  }

  function writeNext() {
    clearTimeout(timer)
    timer = undefined
    const batch = batches[0]
    if (isWriting || batch === undefined) return
    batches.shift()
    waiting -= batch.length
    isWriting = true
    writeAll(batch)
  }

  function writeAll(batch: string | Buffer) {
    const done = (error: NodeJS.ErrnoException | null, written: number) => {
      if (error?.code === 'EAGAIN') return void setTimeout(writeAll, FULL_PIPE_MS, batch)
      if (!error && written < Buffer.byteLength(batch)) {
        return writeAll(Buffer.from(batch as string).subarray(written))
      }
      isWriting = false
      writeSoon()
    }
    if (typeof batch === 'string') write(fd, batch, null, 'utf8', done)
    else write(fd, batch, done)
  }

  process.once('exit', () => {
    try {
      for (const batch of batches) writeSync(fd, batch)
    } catch {
      // Nobody reads it any more.
    }
    batches = []
  })
  return { write: put }
}
