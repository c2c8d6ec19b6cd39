import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { dataFolder, setUp, startServer } from '../server-process.ts'
import { filesIn } from '../state.ts'

const SIZE = '16m'
const BALLAST = 6_000_000

/** A folder that is full at 16 megabytes; null where this machine lets us have none. */
function smallDisk(): string | null {
  const folder = dataFolder()
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder])
  if (status !== 0) return null
  onTestFinished(() => void spawnSync('umount', ['--lazy', folder]))
  return folder
}

interface Ticket {
  id: number
  followup_set: unknown[]
}

function clientOf(url: string, key: string) {
  const headers = { authorization: `Token ${key}` }
  const get = (path: string) => fetch(`${url}${path}`, { headers })
  const open = (title: string, description: string, file?: Blob) => {
    const body = new FormData()
    for (const [name, value] of Object.entries({ queue: '1', title, description, priority: '3' })) {
      body.set(name, value)
    }
    if (file) body.set('attachment', file, 'large.txt')
    return fetch(`${url}/api/tickets/`, { method: 'POST', headers, body })
  }
  return { get, open }
}

const disk = test.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)

disk(
  'a full disk is a 503 that leaves nothing half written, and is over when there is room',
  async () => {
    const folder = smallDisk()
    expect(folder, 'a small disk can be mounted').not.toBeNull()
    const ballast = join(folder!, 'ballast')
    writeFileSync(ballast, Buffer.alloc(BALLAST))
    const server = await startServer(folder!, { BELLHOP_LOG_FORMAT: 'json' })
    const { get, open } = clientOf(server.url, await setUp(server))

    const kept: number[] = []
    let refused: Response | null = null
    while (!refused && kept.length < 100) {
      const answer = await open(`Number ${kept.length}`, 'x'.repeat(300_000))
      if (answer.status === 201) kept.push(((await answer.json()) as Ticket).id)
      else refused = answer
    }

    expect(refused?.status).toBe(503)
    expect(refused?.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await refused?.json()).toEqual({ detail: expect.stringContaining('full') })
    const file = new Blob(['x'.repeat(8_000_000)])
    expect((await open('With a file', 'too large', file)).status).toBe(503)
    expect(filesIn({ dataDir: folder! })).toEqual([])

    const list = await get('/api/tickets/?page_size=100')
    const { count, results } = (await list.json()) as { count: number; results: Ticket[] }
    expect(count).toBe(kept.length)
    expect(results.map(({ id }) => id)).toEqual(kept)
    expect(results.every(({ followup_set }) => followup_set.length === 1)).toBe(true)

    rmSync(ballast)
    const again = await open('There is room', 'x'.repeat(300_000), new Blob(['small']))
    expect(again.status).toBe(201)
    expect(await server.stop('SIGTERM')).toBe(0)
  },
)
