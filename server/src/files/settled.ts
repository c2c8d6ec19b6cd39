/** Waits for all, also when one fails: what is still at work then would leave its file behind. */
export async function settled(all: Promise<void>[]): Promise<void> {
  await Promise.allSettled(all)
  await Promise.all(all)
}
