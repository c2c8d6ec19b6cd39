import { expect, test } from 'vitest'
import { residentMegabytes } from '../bench/process-figures.ts'
import { dataFolder, setUp, startServer } from '../server-process.ts'
import { startStorage } from '../s3/storage.ts'
import { download, linkIn, upload, type Uploaded } from './transfer.ts'

const SIZE = 25_000_000
/** In S3 each upload holds a part of 5 MiB, which is the least that S3 takes. */
const PLACES = [
  { place: 'a folder', mostMegabytes: 30 },
  { place: 'S3', mostMegabytes: 100 },
]
const MEASURE_MS = 10
const ten = Array.from({ length: 10 }, (_, at) => at)

test.runIf(process.platform === 'linux').for(PLACES)(
  'ten large files at once, in and out of $place, take no more memory than pieces of them',
  // When memory is swept is not ours to say: what counts is that it can be done with so little.
  { timeout: 120_000, retry: 2 },
  async ({ place, mostMegabytes }) => {
    await using storage = place === 'S3' ? await startStorage('s3rver') : null
    const server = await startServer(dataFolder(), storage?.settings('desk'))
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
    const most = { up: Math.max(up, mostMegabytes), down: Math.max(down, mostMegabytes) }
    expect(most).toEqual({ up: mostMegabytes, down: mostMegabytes })
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
