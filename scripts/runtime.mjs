// How Node.js is run for Bellhop: so that a small server stays small.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Short-lived objects are swept out early and often, instead of filling tens of megabytes first; and
 * the server may ask for that itself while large files pass through. A heap that may grow beyond two
 * gigabytes, as on a machine with much memory, V8 would let grow fourfold before it looks what of it
 * is still needed: with a limit it looks at one and a half times.
 */
export const flags = [
  '--max-semi-space-size=4',
  '--max-old-space-size=1024',
  '--no-maglev',
  '--expose-gc',
]

/** Compiled sources are kept between starts; freed memory is given back to the system. */
export const environment = (root) => ({
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile'),
  MALLOC_ARENA_MAX: '2',
  MALLOC_TRIM_THRESHOLD_: '131072',
  MALLOC_MMAP_THRESHOLD_: '262144',
})

/**
 * Compiles the sources after a change: a server that has to do it keeps the compiler in its memory.
 * With the same flags, for what was compiled under others does not count.
 */
export function compile(root, node) {
  const env = { ...environment(root), ...process.env }
  const stamp = join(env.NODE_COMPILE_CACHE, 'compiled')
  if (changedAt(stamp) > newestIn(join(root, 'server', 'src'))) return
  const load = ['start.ts', 'cli.ts'].map((file) => `await import('./server/src/${file}')`)
  const code = `process.argv = [process.argv[0], 'bellhop', '--version']; ${load.join('; ')}`
  spawnSync(node, [...flags, '--input-type=module', '--eval', code], {
    cwd: root,
    env,
    stdio: 'ignore',
  })
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, '')
}

const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

const newestIn = (folder) =>
  Math.max(...readdirSync(folder, { recursive: true }).map((name) => changedAt(join(folder, name))))
