import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** A file of the checkout, as text. */
export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
