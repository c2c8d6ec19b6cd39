// How Node.js is run for Bellhop: so that a small server stays small.
import { join } from 'node:path'

/**
 * Short-lived objects are swept out early and often, instead of filling tens of megabytes first; and
 * the server may ask for that itself while large files pass through.
 */
export const flags = ['--max-semi-space-size=4', '--expose-gc']

/** Compiled sources are kept between starts; freed memory is given back to the system. */
export const environment = (root) => ({
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile'),
  MALLOC_ARENA_MAX: '2',
  MALLOC_TRIM_THRESHOLD_: '131072',
  MALLOC_MMAP_THRESHOLD_: '262144',
})
