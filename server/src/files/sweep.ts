const EVERY_BYTES = 2_000_000
let passed = 0

/**
 * Says that a piece of a file has passed through. The pieces lie outside of the heap, so V8 would
 * let tens of megabytes of them pile up before it looks; from time to time it is asked to.
 */
export function sweepAfter(piece: { length: number }) {
  passed += piece.length
  if (passed < EVERY_BYTES) return
  passed = 0
  void globalThis.gc?.({ type: 'minor', execution: 'sync' })
}
