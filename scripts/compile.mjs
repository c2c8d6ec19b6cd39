// Compiles the sources once, for an image: see the Dockerfile.
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from './runtime.mjs'

compile(dirname(dirname(fileURLToPath(import.meta.url))), process.execPath)
