import { settled } from '../files/settled.ts'

/**
 * Does `work` for each item, `most` of them at a time. After a failure none is begun any more, and
 * those under way have ended before it is thrown.
 */
export async function sideBySide<Item>(
  items: AsyncGenerator<Item>,
  most: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const takeTurns = async () => {
    // Whoever fails closes it for the others.
    for await (const item of items) await work(item)
  }
  await settled(Array.from({ length: most }, takeTurns))
}
