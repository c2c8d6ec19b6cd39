import { Writable } from 'node:stream'
import { pino } from 'pino'
import type { Config } from '../config.ts'
import { logDestination } from './log-destination.ts'

interface Line {
  level: number
  time: number
  pid?: number
  msg?: string
  method?: string
  path?: string
  status?: number
  ms?: number
  user?: number | null
  id?: string
  err?: { message: string; stack: string }
}

const STDOUT = 1

/** Lines wait half a second for others: a write for each would cost a busy server a tenth of its time. */
const IN_BATCHES = { enough: 4096, most: 16_384 }

/** Several processes write to one pipe: so much of it is written in one piece, and no line is torn. */
const BESIDE_OTHERS = { enough: 2048, most: 4096 }

/**
 * One line an event: JSON for machines, or words where somebody watches a terminal. Where there are
 * several processes, `pid` says which one wrote it.
 */
export function makeLog({ level, format }: Config['log'], pid?: number) {
  const asText = format === 'text' || (format === 'auto' && process.stdout.isTTY)
  const options = { level, base: pid === undefined ? null : { pid } }
  if (asText) return pino(options, readable())
  return pino(options, logDestination(STDOUT, pid === undefined ? IN_BATCHES : BESIDE_OTHERS))
}

function readable() {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      process.stdout.write(`${inWords(JSON.parse(chunk.toString()) as Line)}\n`, () => done())
    },
  })
}

function inWords({ time, pid, msg, method, path, status, ms, id, err }: Line): string {
  const clock = new Date(time).toISOString().slice(11, 19)
  const words = method ? [method, path, status, `${ms} ms`, id] : [msg]
  return [clock, pid, ...words, err?.stack].filter((word) => word !== undefined).join(' ')
}
