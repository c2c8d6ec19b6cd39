import { expect, test } from 'vitest'
import { residentMegabytes } from '../bench/process-figures.ts'
import { dataFolder, setUp, startServer } from '../server-process.ts'
import { download, linkIn, upload, type Uploaded } from './transfer.ts'

const SIZE = 25_000_000
const MOST_MEGABYTES = 30
const MEASURE_MS = 10
const ten = Array.from({ length: 10 }, (_, at) => at)

test.runIf(process.platform === 'linux')(
  'ten large files at once, in and out, take no more memory than pieces of them',
  // When memory is swept is not ours to say: what counts is that it can be done with so little.
  { timeout: 120_000, retry: 2 },
  async () => {
    const server = await startServer(dataFolder())
    const token = await setUp(server)
    const send = (size: number) => upload(server.url, token, size)
    const small = await send(1000)
    await download(linkIn(small))

    let uploaded: Uploaded[] = []
    const up = await growth(server.pid, async () => {
      uploaded = await Promise.all(ten.map(() => send(SIZE)))
    })
    expect(uploaded.map((answer) => answer.status)).toEqual(ten.map(() => 201))
    const down = await growth(server.pid, async () => {
      const sizes = await Promise.all(uploaded.map((answer) => download(linkIn(answer))))
      expect(sizes).toEqual(ten.map(() => SIZE))
    })
    const most = { up: Math.max(up, MOST_MEGABYTES), down: Math.max(down, MOST_MEGABYTES) }
    expect(most).toEqual({ up: MOST_MEGABYTES, down: MOST_MEGABYTES })
  },
)

/** By how many megabytes a process grew at the most while `work` ran. */
async function growth(pid: number, work: () => Promise<void>): Promise<number> {
  const before = residentMegabytes(pid)!
  let most = before
  const measuring = setInterval(() => (most = Math.max(most, residentMegabytes(pid)!)), MEASURE_MS)
  await work().finally(() => clearInterval(measuring))
  return most - before
}
