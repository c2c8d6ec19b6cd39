import { afterAll, beforeAll, expect, test } from 'vitest'
import { databaseOfFile } from '../database.ts'
import { OWN_RECORDINGS, readRecordings } from './read.ts'
import { replayFile } from './replay-file.ts'
import { reportOf } from './report.ts'
import { type RunningDesk, startDesk } from './server.ts'

const recordings = readRecordings(OWN_RECORDINGS)
let desk: RunningDesk
let drop: (() => Promise<void>) | undefined

beforeAll(async () => {
  desk = await startDesk(await ownDatabase())
}, 60_000)

afterAll(async () => {
  await desk?.stop()
  await drop?.()
})

async function ownDatabase() {
  const made = await databaseOfFile()
  drop = made?.drop
  return made?.url
}

test.each(recordings.files)(
  'everything recorded in $name is answered as django-helpdesk answers it',
  async (file) => {
    const outcomes = await replayFile(desk, file, recordings)
    const different = outcomes.filter(({ differences }) => differences.length > 0)
    expect(different.map((outcome) => reportOf(outcome)).join('\n\n')).toBe('')
  },
  120_000,
)
