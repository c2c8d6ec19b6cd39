import { COMMAND_LINE } from '../audit/record.ts'
import type { Context } from '../context.ts'
import { inTransaction } from '../db/index.ts'
import { insertQueue } from './create.ts'
import { type QueueInput, readQueue } from './input.ts'
import { recordQueue } from './record.ts'

/** Adds a queue from the command line, after checking what was given: tickets can be sent to it at once. */
export async function addQueue(ctx: Context, input: QueueInput) {
  const { slug, title, ...columns } = await readQueue(ctx.db, input)
  return inTransaction(ctx.db, async (tx) => {
    const queue = await insertQueue(tx, { slug, title, ...given(columns) })
    await recordQueue(ctx, tx, { by: COMMAND_LINE, action: 'created', queue, after: queue })
    return queue
  })
}

/** What is undefined is left to the table's defaults. */
function given<Columns extends object>(columns: Columns) {
  const entries = Object.entries(columns).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [Key in keyof Columns]: Exclude<Columns[Key], undefined> }
}
