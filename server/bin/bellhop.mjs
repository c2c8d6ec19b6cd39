#!/usr/bin/env node
import { isAbsolute, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

// npm's scripts run in the top folder: so does this, in whichever folder of the checkout one is.
const top = fileURLToPath(new URL('../..', import.meta.url))
const below = relative(top, process.cwd())
if (!below.startsWith('..') && !isAbsolute(below)) process.chdir(top)

process.argv.splice(2, 0, 'server/src/cli.ts')
await import('../../scripts/run.mjs')
