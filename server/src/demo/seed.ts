import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { type Db, isPostgres } from '../db/index.ts'
import { secondsAfter } from '../lib/time.ts'
import { furnishDesk } from './desk.ts'
import { hangOnTickets } from './parts.ts'
import { seededRandom } from './random.ts'
import { setTheScene } from './setting.ts'
import { numberOf, readStories, type Story } from './story.ts'
import { tell } from './tell.ts'

const SEED = 1907
const A_WHILE = 900

/** Fills an empty helpdesk with 90 days of a small coffee roastery's tickets, the same each time. */
export async function seedDemo(ctx: Context): Promise<void> {
  const people = await setTheScene(ctx)
  const queues = await ctx.db.selectFrom('queue').select(['id', 'slug']).execute()
  const random = seededRandom(SEED)
  // It is all thrown away again: nothing has to survive a power cut.
  await syncEachCommit(ctx.db, false)
  for (const { queueId, story, ago } of await byTime(queues, random)) {
    const opened = secondsAfter(ctx.now(), -ago)
    await tell(ctx, { people, queueId, opened, random }, story)
  }
  await furnishDesk(ctx, people)
  await hangOnTickets({ ...ctx, now: () => secondsAfter(ctx.now(), -A_WHILE) }, people)
  // Mail about things long past would still be sent, if sending were set up.
  await ctx.db.deleteFrom('job').execute()
  await syncEachCommit(ctx.db, true)
}

async function syncEachCommit(db: Db, isOn: boolean) {
  if (!isPostgres(db)) await sql`pragma synchronous = ${sql.raw(isOn ? 'full' : 'off')}`.execute(db)
}

/** The tickets of all queues, oldest first, so that their numbers follow the calendar. */
async function byTime(queues: { id: number; slug: string }[], random: () => number) {
  const told = await Promise.all(
    queues.map(async ({ id, slug }) => {
      const source = await readFile(new URL(`tickets/${slug}.txt`, import.meta.url), 'utf8')
      return readStories(source).map((story) => ({ queueId: id, story }))
    }),
  )
  return told
    .flat()
    .map((each) => ({ ...each, ago: secondsAgo(each.story, random) }))
    .toSorted((a, b) => b.ago - a.ago)
}

/** Nobody writes on the hour. */
const secondsAgo = ({ facts }: Story, random: () => number) =>
  Math.round(numberOf(facts, 'days', 1) * 86_400 + random() * 3000)
