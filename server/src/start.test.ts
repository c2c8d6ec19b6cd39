import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from './config.ts'
import { serve } from './start.ts'

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'bellhop-start-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

/** Starts and stops a helpdesk in this process; `during` is given its address. */
async function startOnce(
  settings: NodeJS.ProcessEnv,
  during: (base: string, said: string) => Promise<void> = async () => {},
) {
  const lines: string[] = []
  const others = process.listeners('SIGTERM')
  const greeted = Promise.withResolvers<void>()
  const config = readConfig({ BELLHOP_PORT: '0', BELLHOP_LOG_LEVEL: 'silent', ...settings })
  const served = serve(config, (line) => {
    lines.push(line)
    if (/Ctrl-C|curl/.test(line)) greeted.resolve()
  })
  await Promise.race([greeted.promise, served])
  const said = lines.join('\n')
  await during(/http:\/\/127\.0\.0\.1:\d+/.exec(said)![0], said)
  for (const listener of process.listeners('SIGTERM')) {
    if (!others.includes(listener)) listener('SIGTERM')
  }
  await served
  return said
}

const tokenIn = (said: string) => / -d token=([\w-]{43}) /.exec(said)?.[1]

test('while there is nobody each start prints how to make the first account, and then no more', async () => {
  const settings = { BELLHOP_DATA_DIR: folder() }
  const first = tokenIn(await startOnce(settings))
  expect(first).toBeDefined()
  await startOnce(settings, async (base, said) => {
    const token = tokenIn(said)!
    expect(token).not.toBe(first)
    const body = new URLSearchParams({ token, username: 'admin', password: 'a good one' })
    const answer = await fetch(`${base}/api/setup/`, { method: 'POST', body })
    expect(answer.status).toBe(201)
    await answer.text()
  })
  const last = await startOnce(settings)
  expect(last).not.toContain('token=')
  expect(last).toContain('/api/. Stop with Ctrl-C.')
})

test('a helpdesk that is set up by its configuration prints no token', async () => {
  const admin = { BELLHOP_ADMIN_USERNAME: 'boss', BELLHOP_ADMIN_PASSWORD: 'boss-password' }
  const said = await startOnce({ BELLHOP_DATA_DIR: folder(), ...admin })
  expect(said).not.toMatch(/token=|boss-password/)
})
