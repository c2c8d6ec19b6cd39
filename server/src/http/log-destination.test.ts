import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { devNull } from 'node:os'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { dataFolder } from '../../test/server-process.ts'
import { logDestination } from './log-destination.ts'

const MODULE = fileURLToPath(new URL('log-destination.ts', import.meta.url))
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `${i} – söme line\n`)

test('lines arrive in their order, each of them once, without waiting for the end', async () => {
  const path = `${dataFolder()}/log`
  const fd = openSync(path, 'w')
  const log = logDestination(fd, { enough: 4096, most: 16_384 })
  const lines = numbered(3000)
  for (const line of lines) log.write(line)
  await expect.poll(() => readFileSync(path, 'utf8'), { timeout: 20_000 }).toBe(lines.join(''))
})

/** A process that logs so many lines, and then says that it has gone on, and ends. */
function logging(count: number, ends = '') {
  // Node.js has a pipe not wait for its reader as soon as the standard output is named.
  const code = `
    process.stdout
    const { logDestination } = await import(${JSON.stringify(MODULE)})
    const log = logDestination(1, { enough: 2048, most: 4096 })
    for (let i = 0; i < ${count}; i += 1) log.write(i + ' – söme line\\n')
    setImmediate(() => { console.error('went on'); ${ends} })`
  const options = ['--input-type=module', '--eval', code]
  return spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'pipe'] })
}

test('whoever begins to read late gets every line, those that a process wrote last among them', async () => {
  const child = logging(50_000)
  await once(child.stderr, 'data')
  expect(await text(child.stdout)).toBe(numbered(50_000).join(''))
})

test('a process that is ended at once has written what it logged', async () => {
  const lines = (await text(logging(1000, 'process.exit()').stdout)).split(/(?<=\n)/)
  // What is under way at that moment may come last.
  expect(lines.toSorted()).toEqual(numbered(1000).toSorted())
})

test('a log that nobody reads any more loses its lines, and the process goes on', async () => {
  const child = logging(50_000)
  child.stdout.destroy()
  const [said, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect([said, exitCode]).toEqual(['went on\n', 0])
})

test('what has been written does not stay in memory', async () => {
  const fd = openSync(devNull, 'w')
  const log = logDestination(fd, { enough: 4096, most: 16_384 })
  const line = `${'x'.repeat(199)}\n`
  const work = JSON.stringify(Array(200).fill(Array(500).fill(0)))
  const held: number[] = []
  for (let turn = 0; turn < 1000; turn += 1) {
    for (let i = 0; i < 25; i += 1) log.write(line)
    // Work, which has V8 collect what is new: what is in use at that moment gets old.
    JSON.parse(work)
    await new Promise(setImmediate)
    if (turn >= 100) held.push(process.memoryUsage().arrayBuffers)
  }
  expect(Math.max(...held) - held[0]!).toBeLessThan(500_000)
})
