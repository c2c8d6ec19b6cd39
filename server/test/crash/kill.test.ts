import { randomInt } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { onPostgres } from '../database.ts'
import { dataFolder, setUp, spawnServer, startServer } from '../server-process.ts'
import { compare, emptyBook } from './book.ts'
import { keepWriting } from './load.ts'
import { flawsOf } from './soundness.ts'

const KILLS = process.env.BELLHOP_TESTS !== 'full' ? 3 : onPostgres() ? 7 : 20
const WRITERS = ['ada', 'ben', 'cleo', 'dan', 'eve', 'finn']
/** A write takes some milliseconds, so that this spreads the kills over all parts of many. */
const LONGEST_RUN_MS = 1200

test(`killed ${KILLS} times in the middle of its work, it keeps whatever it acknowledged, and no half of anything`, async () => {
  const folder = dataFolder()
  let server = await startServer(folder)
  const token = await setUp(server)
  const book = emptyBook()

  for (let round = 1; round <= KILLS; round += 1) {
    const before = new Map(book.tickets)
    const desk = { url: server.url, token }
    const writing = Promise.all(WRITERS.map((writer) => keepWriting(desk, book, writer)))
    await Promise.race([writing, pause(randomInt(LONGEST_RUN_MS))])
    const [code] = await Promise.all([server.stop('SIGKILL'), writing])
    expect(code, 'the server ended by itself').toBeNull()

    if (round % 4 === 0) await killWhileItStarts(folder)
    server = await startServer(folder)
    expect(await flawsOf(folder), `after kill ${round}`).toEqual([])
    const isTouched = (title: string) => before.get(title) !== book.tickets.get(title)
    const look = round === KILLS ? () => true : isTouched
    await compare({ url: server.url, token }, book, look)
  }
  expect(book.acknowledged).toBeGreaterThan(KILLS)
  expect(await server.stop('SIGTERM')).toBe(0)
}, 600_000)

/** What the next start finds is what a start left that did not come to its end. */
async function killWhileItStarts(folder: string) {
  const server = await spawnServer(folder)
  await pause(randomInt(500))
  await server.stop('SIGKILL')
}
