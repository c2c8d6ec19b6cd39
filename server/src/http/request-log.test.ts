import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { multipart, textFile } from '../../test/client.ts'

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))
const PASSWORD = 'correct-horse-battery'

/** A helpdesk in a process of its own, with one superuser; `stop` gives all that it has printed. */
async function start(env: NodeJS.ProcessEnv = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-log-'))
  const child = spawn(process.execPath, [CLI, 'serve'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      BELLHOP_PORT: '0',
      BELLHOP_LOG_FORMAT: 'json',
      BELLHOP_ADMIN_USERNAME: 'admin',
      BELLHOP_ADMIN_PASSWORD: PASSWORD,
      ...env,
    },
  })
  onTestFinished(async () => {
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true })
  })
  const out = text(child.stdout)
  const said: string[] = []
  const lines = createInterface(child.stderr)
  lines.on('line', (line) => said.push(line))
  const ended = once(lines, 'close')
  const address = () => /http:\/\/[\d.]+:\d+/.exec(said.join('\n'))?.[0]
  await expect.poll(address, { timeout: 20_000 }).toBeDefined()
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    return { log: await out, said: said.join('\n') }
  }
  return { base: address()!, stop }
}

test(
  'each request has one line in the log, which holds no secret of anybody',
  { timeout: 40_000 },
  async () => {
    const { base, stop } = await start()
    const secrets = [PASSWORD]
    const ids: string[] = []
    const ask = async (path: string, init: RequestInit = {}, id = `ask-${ids.length}`) => {
      ids.push(id)
      const headers = { ...(init.headers as Record<string, string>), 'x-request-id': id }
      return fetch(path.startsWith('http') ? path : base + path, { ...init, headers })
    }
    const post = (path: string, body: object, headers = {}) => {
      const json = { 'content-type': 'application/json', ...headers }
      return ask(path, { method: 'POST', body: JSON.stringify(body), headers: json })
    }
    const basic = Buffer.from(`admin:${PASSWORD}`).toString('base64')
    const authorization = `Basic ${basic}`
    secrets.push(basic, 'secret-of-uma', 'wrong-password', 'feedfacefeedface', 'in-the-query')

    const session = await post('/api/auth/login/', { username: 'admin', password: PASSWORD })
    expect(session.status).toBe(200)
    const cookies = session.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]!)
    secrets.push(...cookies.map((cookie) => cookie.split('=')[1]!))
    const cookie = cookies.join('; ')
    expect((await ask('/api/tickets/', { headers: { cookie } })).status).toBe(200)
    await post('/api/auth/login/', { username: 'admin', password: 'wrong-password' })
    const user = { username: 'uma', email: 'uma@example.com', first_name: 'U', last_name: 'M' }
    await post('/api/users/', { ...user, password: 'secret-of-uma' }, { authorization })
    await ask('/api/tickets/?password=in-the-query', {
      headers: { authorization: 'Token feedfacefeedface' },
    })

    const form = await multipart({ ticket: 1, attachments: textFile('a.txt') })
    const headers = { authorization, 'content-type': form.type }
    await ask('/api/followups/', { method: 'POST', headers, body: new Uint8Array(form.body) })
    const link = `/files/0-0/a.txt?expires=99999999999&signature=${'s'.repeat(43)}`
    secrets.push('s'.repeat(43))
    expect((await ask(link)).status).toBe(403)

    const { log, said } = await stop()
    for (const secret of secrets)
      expect([secret, (log + said).includes(secret)]).toEqual([secret, false])
    const lines = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ id }) => id)).toEqual(ids)
    expect(lines[1]).toMatchObject({ method: 'GET', path: '/api/tickets/', status: 200, user: 1 })
    expect(lines.at(-1)).toMatchObject({ path: '/files/0-0/a.txt', status: 403, user: null })
    for (const line of lines) expect(line).toMatchObject({ ms: expect.any(Number), level: 30 })
  },
)
