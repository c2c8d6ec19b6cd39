import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { partReader } from './multipart-parts.ts'

const SEPARATOR = Buffer.from('--ab')

/** The parts of a body that arrives in these chunks. */
async function partsOf(chunks: Buffer[]): Promise<string[]> {
  const reader = partReader(streamOf(chunks), SEPARATOR)
  const parts: string[] = []
  while (await reader.hasNext()) {
    reader.begin()
    const pieces: Buffer[] = []
    for (let piece = await reader.read(); piece; piece = await reader.read()) pieces.push(piece)
    parts.push(Buffer.concat(pieces).toString())
  }
  return parts
}

async function* streamOf(chunks: Buffer[]) {
  yield* chunks
}

const text = fc
  .array(fc.constantFrom('\r', '\n', '\r\n', '-', '--', '--a', 'a', 'b', 'text', '--ab'), {
    maxLength: 30,
  })
  .map((pieces) => pieces.join(''))

test('wherever a body is cut on its way, its parts are the same', async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(60), { maxLength: 8 }), async (body, cuts) => {
      const bytes = Buffer.from(body)
      const ends = [...cuts, bytes.length].toSorted((a, b) => a - b)
      const chunks = ends
        .map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end))
        .filter(({ length }) => length > 0)
      expect(await partsOf(chunks)).toEqual(await partsOf(bytes.length > 0 ? [bytes] : []))
    }),
    { numRuns: 3000 },
  )
})
