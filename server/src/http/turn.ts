let end: Promise<void> | undefined

/**
 * Waits until every request that has arrived already is dealt with, which takes a moment: the
 * answers are then written one right after the other. To wake whoever waits for an answer costs the
 * system more than to make a small one, and this wakes them once for all.
 */
export function endOfTurn(): Promise<void> {
  return (end ??= new Promise((resolve) => {
    setImmediate(() => {
      end = undefined
      resolve()
    })
  }))
}
