import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url))
const CURL = fileURLToPath(new URL('../../examples/curl.sh', import.meta.url))

const API = fileURLToPath(new URL('../../docs/api.md', import.meta.url))

/** The commands of a page, in its order, as one script that stops at the first that fails. */
function commandsOf(page: string, url: string): string {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)]
  const commands = blocks.map(([, text]) => text!.replaceAll('http://127.0.0.1:8000', url))
  const strict = 'curl() { command curl --fail-with-body -sS "$@" || exit; }'
  return ['set -eu', strict, ...commands].join('\n')
}

/** The demo on a free port, with a folder for temporary files of its own. */
async function startDemo() {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-examples-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const demo = spawn(process.execPath, [CLI, 'demo', '--port', '0'], {
    cwd: folder,
    env: { PATH: process.env.PATH, TMPDIR: folder, BELLHOP_LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void demo.kill('SIGKILL'))
  const exit = once(demo, 'exit')
  let greeting = ''
  for await (const text of demo.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    greeting += text
    if (greeting.includes('/api/tickets/1/')) break
  }
  demo.stdout.resume()
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(greeting)![0]
  return { folder, url, greeting, stop: () => (demo.kill('SIGTERM'), exit) }
}

// A machine with nothing but Node.js and npm can test the rest; one that integrates must have curl.
const cannotRun = !process.env.CI && spawnSync('curl', ['--version']).error !== undefined

test.skipIf(cannotRun)(
  'the demo says how to sign in, every line of curl.sh and api.md works on it, and nothing is left',
  async () => {
    const { folder, url, greeting, stop } = await startDemo()
    const token = /Authorization: Token \w{40}/.exec(greeting)![0]
    const first = await fetch(`${url}/api/tickets/1/`, {
      headers: { authorization: token.slice(15) },
    })
    expect(first.status).toBe(200)

    const env = { PATH: process.env.PATH, TMPDIR: folder, BELLHOP_URL: url }
    const { stdout } = await promisify(execFile)('sh', [CURL], { env })
    expect(stdout).toContain('"custom_order_number":"LK-10600"')

    const cwd = mkdtempSync(join(folder, 'page-'))
    for (const name of ['before.jpg', 'after.jpg']) writeFileSync(join(cwd, name), name)
    await promisify(execFile)('sh', ['-c', commandsOf(API, url)], { env, cwd })
    rmSync(cwd, { recursive: true })

    expect(await stop()).toEqual([0, null])
    expect(readdirSync(folder)).toEqual([])
  },
  60_000,
)
