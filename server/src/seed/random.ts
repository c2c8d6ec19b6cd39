/** Gives numbers from 0 up to 1, the same ones each time for the same `seed`. */
export type Random = () => number

/** Mulberry32: small, quick, and even enough to make up data with. */
export function randomFrom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number from 0 up to `below`. */
export const upTo = (random: Random, below: number): number => Math.floor(random() * below)

/** One of the list, each as likely as the others. */
export const oneOf = <T>(random: Random, list: readonly T[]): T => list[upTo(random, list.length)]!

/** One of the values, as often as its share says: `[[1, 0.9], [2, 0.1]]` is mostly 1. */
export function byShare<T>(random: Random, shares: readonly (readonly [T, number])[]): T {
  const total = shares.reduce((sum, [, share]) => sum + share, 0)
  let left = random() * total
  for (const [value, share] of shares) {
    left -= share
    if (left < 0) return value
  }
  return shares.at(-1)![0]
}
