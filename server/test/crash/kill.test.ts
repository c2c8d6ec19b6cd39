import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { dataOf, type Running, setUp, spawnServer, startServer } from '../process.ts'
import { type Book, emptyBook, keepWriting } from './load.ts'
import { flawsOf } from './soundness.ts'
import { listTickets, readTicket } from './tickets.ts'

const KILLS = process.env.BELLHOP_TESTS === 'full' ? 20 : 3
const WRITERS = ['ada', 'ben', 'cleo', 'dan', 'eve', 'finn']
/** A write takes some milliseconds, so that this spreads the kills over all parts of many. */
const LONGEST_RUN_MS = 1200

test(`killed ${KILLS} times in the middle of its work, it keeps whatever it acknowledged, and no half of anything`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-crash-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  let server = await startServer(folder)
  onTestFinished(() => server.kill('SIGKILL'))
  const { token, queue } = await setUp(server)
  const book = emptyBook()

  for (let round = 1; round <= KILLS; round += 1) {
    const before = new Map(book.tickets)
    const writers = WRITERS.map((writer) => keepWriting({ server, token, queue }, book, writer))
    const writing = Promise.all(writers)
    await Promise.race([writing, pause(randomInt(LONGEST_RUN_MS))])
    server.kill('SIGKILL')
    await Promise.all([writing, server.ended])

    if (round % 4 === 0) await killWhileItStarts(folder)
    server = await startServer(folder)
    expect(flawsOf(dataOf(folder)), `after kill ${round}`).toEqual([])
    const isTouched = (title: string) => before.get(title) !== book.tickets.get(title)
    await compare(server, token, { book, look: round === KILLS ? () => true : isTouched })
  }
  expect(book.acknowledged).toBeGreaterThan(KILLS)
  server.kill('SIGTERM')
  expect(await server.ended).toBe(0)
}, 600_000)

/** What the next start finds is what a start left that did not come to its end. */
async function killWhileItStarts(folder: string) {
  const server = spawnServer(folder)
  await pause(randomInt(500))
  server.kill('SIGKILL')
  await server.ended
}

/** Every ticket is as the book says; where no answer came, as before the write or as after it. */
async function compare(
  server: Running,
  token: string,
  { book, look }: { book: Book; look: (title: string) => boolean },
) {
  const { tickets, ids, doubtful } = book
  const found = await listTickets(server, token)
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
