import { settled } from '../files/settled.ts'

const MOST_AT_ONCE = 8

/**
 * Does `work` for each item, some of them at a time. After a failure none is begun any more, and
 * those under way have ended before it is thrown.
 */
export async function someAtOnce<Item>(
  items: AsyncGenerator<Item>,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const takeTurns = async () => {
    // Whoever fails closes it for the others.
    for await (const item of items) await work(item)
  }
  await settled(Array.from({ length: MOST_AT_ONCE }, takeTurns))
}
