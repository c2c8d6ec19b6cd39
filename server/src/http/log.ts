import { Writable } from 'node:stream'
import { pino } from 'pino'
import type { Config } from '../config.ts'

interface Line {
  level: number
  time: number
  msg?: string
  method?: string
  path?: string
  status?: number
  ms?: number
  user?: number | null
  id?: string
  err?: { message: string; stack: string }
}

/** Lines wait half a second for others: a write for each would cost a busy server a tenth of its time. */
const IN_BATCHES = { fd: 1, sync: false, minLength: 4096, periodicFlush: 500 }

/** One line an event: JSON for machines, or words where somebody watches a terminal. */
export function makeLog({ level, format }: Config['log']) {
  const asText = format === 'text' || (format === 'auto' && process.stdout.isTTY)
  const options = { level, base: null }
  return asText ? pino(options, readable()) : pino(options, pino.destination(IN_BATCHES))
}

function readable() {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      process.stdout.write(`${inWords(JSON.parse(chunk.toString()) as Line)}\n`, () => done())
    },
  })
}

function inWords({ time, msg, method, path, status, ms, id, err }: Line): string {
  const clock = new Date(time).toISOString().slice(11, 19)
  const words = method ? [method, path, status, `${ms} ms`, id] : [msg]
  return [clock, ...words, err?.stack].filter((word) => word !== undefined).join(' ')
}
