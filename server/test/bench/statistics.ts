/** The middle one; null if there is none, or one of them is not known. */
export function median(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b)
  if (known.length === 0 || known.length < values.length) return null
  const half = known.length >> 1
  return known.length % 2 === 1 ? known[half]! : (known[half - 1]! + known[half]!) / 2
}

/** The value that `share` of the sorted values are at or below. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0
}

/** What one is of the other, round by round: the drift of a shared machine cancels out. */
export function ratios(ones: number[], others: number[]): number[] {
  return ones.map((one, round) => one / others[round]!)
}
