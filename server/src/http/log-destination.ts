import { write, writeSync } from 'node:fs'

export interface Batches {
  /** Lines wait until there are so many characters of them, or half a second. */
  enough: number
  /** The most bytes that are written in one piece; a longer line is written alone. */
  most: number
}

const LONGEST_WAIT_MS = 500
const FULL_PIPE_MS = 100
const LAST_TRIES = 10
/** What may wait, in characters, for whoever reads too slowly. Further lines are lost: not the server. */
const MOST_WAITING = 8_000_000

/**
 * Writes lines to an open file in batches, and whatever is left at the end of the process. As
 * strings: pino's own destination makes a buffer of each batch, and those stay in memory until V8
 * collects all of it, 2 MB a second on a busy server. What cannot be written is left out.
 */
export function logDestination(fd: number, { enough, most }: Batches) {
  const batches: string[] = []
  let bytes = 0
  let waiting = 0
  /** The batch whose turn it is, or what is left of it. */
  let unwritten: string | Buffer = ''
  let isUnderWay = false
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
    if (unwritten.length > 0 || batches.length === 0) return
    unwritten = batches.shift()!
    waiting -= unwritten.length
    writeOn()
  }

  function writeOn() {
    isUnderWay = true
    if (typeof unwritten === 'string') write(fd, unwritten, null, 'utf8', written)
    else write(fd, unwritten, written)
  }

  function written(error: NodeJS.ErrnoException | null, count: number) {
    isUnderWay = false
    if (error?.code === 'EAGAIN') return void setTimeout(writeOn, FULL_PIPE_MS)
    const isWhole = error !== null || count === Buffer.byteLength(unwritten)
    unwritten = isWhole ? '' : bytesOf(unwritten).subarray(count)
    if (isWhole) writeSoon()
    else writeOn()
  }

  process.on('beforeExit', writeNext)
  process.on('exit', () => {
    // What is under way ends by itself.
    writeNow(fd, isUnderWay ? batches : [unwritten, ...batches])
  })
  return { write: put }
}

/** The process ends at once: whoever does not read within a second misses the rest. */
function writeNow(fd: number, batches: (string | Buffer)[]) {
  let rest = Buffer.concat(batches.map(bytesOf))
  for (let tries = LAST_TRIES; tries > 0 && rest.length > 0;) {
    try {
      rest = rest.subarray(writeSync(fd, rest))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return
      tries -= 1
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FULL_PIPE_MS)
    }
  }
}

const bytesOf = (batch: string | Buffer) => (typeof batch === 'string' ? Buffer.from(batch) : batch)
