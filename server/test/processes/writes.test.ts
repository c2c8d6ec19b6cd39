import { expect, test } from 'vitest'
import { flawsOf } from '../crash/soundness.ts'
import { bellhop, dataFolder, type ServerProcess, setUp, startServer } from '../server-process.ts'

const ROUNDS = process.env.BELLHOP_TESTS === 'full' ? 50 : 15
const CLIENTS = 12
const COMMANDS = 6

test(`several processes that write all the time get in nobody's way: ${CLIENTS * ROUNDS * 3} writes`, async () => {
  const folder = dataFolder()
  const team = await startServer(folder, { BELLHOP_WORKERS: '2' })
  const key = await setUp(team)
  const alone = await startServer(folder)

  const clients = Array.from({ length: CLIENTS }, (_, index) =>
    keepWriting(index % 3 ? team : alone, key, `client ${index}`),
  )
  const commands = (async () => {
    for (let index = 0; index < COMMANDS; index += 1) {
      await bellhop(folder, ['user', 'create', `person-${index}`, '--generate'])
    }
  })()
  const statuses = (await Promise.all(clients)).flat()
  await commands
  expect([...new Set(statuses)].toSorted()).toEqual([200, 201])

  const count = async (path: string) => {
    const headers = { authorization: `Token ${key}` }
    const answer = await fetch(`${team.url}${path}`, { headers })
    return ((await answer.json()) as { count: number }).count
  }
  expect(await count('/api/tickets/')).toBe(CLIENTS * ROUNDS)
  expect(await count('/api/tickets/?status=3')).toBe(CLIENTS * ROUNDS)
  // Each ticket has one for its opening and one for its answer.
  expect(await count('/api/followups/')).toBe(CLIENTS * ROUNDS * 2)
  expect(await flawsOf(folder)).toEqual([])
  expect(await team.stop('SIGTERM')).toBe(0)
}, 600_000)

/** A new ticket, an answer to it, and a change of it, again and again: the statuses. */
async function keepWriting({ url }: ServerProcess, key: string, who: string): Promise<number[]> {
  const statuses: number[] = []
  const send = async (method: string, path: string, body: object) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Token ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    statuses.push(answer.status)
    return (await answer.json()) as { id: number }
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const ticket = { queue: 1, title: `${who}, ${round}`, description: 'x', priority: 3 }
    const { id } = await send('POST', '/api/tickets/', ticket)
    await send('POST', '/api/followups/', { ticket: id, comment: 'Seen.', public: true })
    await send('PATCH', `/api/tickets/${id}/`, { status: 3 })
  }
  return statuses
}
