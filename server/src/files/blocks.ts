import type { Readable } from 'node:stream'
import { sweepAfter } from './sweep.ts'

/**
 * What arrives, in blocks of `size` bytes; only the last one is shorter, and there is at least one.
 * Every block is the same piece of memory, so take what you need of it before you ask for the next:
 * large files take no more memory than small ones.
 */
export async function* blocksOf(content: Readable, size: number): AsyncGenerator<Buffer> {
  const block = Buffer.allocUnsafeSlow(size)
  let [filled, isFirst] = [0, true]
  for await (const arrived of content as AsyncIterable<Buffer | string>) {
    const piece = typeof arrived === 'string' ? Buffer.from(arrived) : arrived
    for (let at = 0; at < piece.length;) {
      const copied = piece.copy(block, filled, at)
      at += copied
      filled += copied
      if (filled < size) continue
      yield block
      ;[filled, isFirst] = [0, false]
    }
    sweepAfter(piece)
  }
  if (filled > 0 || isFirst) yield block.subarray(0, filled)
}
