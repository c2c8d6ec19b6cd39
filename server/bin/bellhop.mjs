#!/usr/bin/env node
process.argv.splice(2, 0, 'server/src/cli.ts')
await import('../../scripts/run.mjs')
