import { parseArgs } from 'node:util'
import { throwawayDatabase } from '../postgres/throwaway.ts'
import { OWN_RECORDINGS, readRecordings } from './read.ts'
import { replayFile } from './replay-file.ts'
import { reportOf, totalOf } from './report.ts'
import type { Outcome } from './scenario.ts'
import { startDesk } from './server.ts'

const USAGE = `npm run compat -- [FOLDER] [--only TEXT] [--verbose] [--json]

Asks a freshly started Bellhop everything that was recorded from django-helpdesk, and prints where
the answers differ.

  FOLDER       recorded exchanges: exchanges/*.json and fixture.json (default: the project's own)
  --only TEXT  replay only what has TEXT in the name of its scenario or file
  --verbose    print also what is alike, texts in full, and what the server said
  --postgres   replay on PostgreSQL: a throwaway server, or an own database at TEST_DATABASE_URL's
  --json       print one JSON object a line for every exchange that differs`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    verbose: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    postgres: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))

if (values.help) {
  console.log(USAGE)
} else {
  try {
    process.exitCode = (await replayAll(positionals[0] ?? OWN_RECORDINGS)) ? 0 : 1
  } catch (error) {
    console.error(values.verbose || !(error instanceof Error) ? error : error.message)
    process.exitCode = 1
  }
}

/** Whether everything was answered alike. */
async function replayAll(directory: string): Promise<boolean> {
  const recordings = readRecordings(directory)
  await using database = values.postgres ? await throwawayDatabase() : undefined
  const desk = await startDesk(database?.url)
  const outcomes: Outcome[] = []
  try {
    for (const file of recordings.files) {
      const replayed = await replayFile(desk, file, recordings, values.only)
      for (const outcome of replayed) print(outcome)
      outcomes.push(...replayed)
    }
  } finally {
    await desk.stop()
  }
  if (values.verbose) console.error(desk.output())
  console.log(totalOf(outcomes))
  return outcomes.length > 0 && outcomes.every(({ differences }) => differences.length === 0)
}

function print(outcome: Outcome) {
  const alike = outcome.differences.length === 0
  if (values.json && !alike) console.log(JSON.stringify(outcome))
  if (!values.json && (values.verbose || !alike))
    console.log(`${reportOf(outcome, values.verbose)}\n`)
}
