import { expect, test, vi } from 'vitest'
import { bellhop, dataFolder, type ServerProcess, startServer } from '../server-process.ts'

vi.setConfig({ testTimeout: 120_000 })

const PASSWORD = 'correct horse'

/** Two servers on one folder, each a process that knows nothing of the other. */
async function twins() {
  const folder = dataFolder()
  const [one, other] = [await startServer(folder), await startServer(folder)]
  const run = (...args: string[]) => bellhop(folder, args)
  const admin = ['user', 'create', 'admin', '--superuser', '--generate', '--json']
  const makeAdmin = async () => JSON.parse(await run(...admin)).password as string
  return { one, other, run, makeAdmin }
}

interface Asking {
  headers?: Record<string, string>
  body?: object
}

function ask(server: ServerProcess, path: string, { headers, body }: Asking = {}) {
  const type = body ? { 'content-type': 'application/json' } : {}
  return fetch(`${server.url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { ...type, ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
}

const basic = (password: string) => ({
  authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`,
})

test('who signs in at one process is signed in at the other, and signed out at both', async () => {
  const { one, other, makeAdmin } = await twins()
  const body = { username: 'admin', password: await makeAdmin() }
  const answer = await ask(one, '/api/auth/login/', { body })
  const [session, csrf] = answer.headers.getSetCookie().map((line) => line.split(';')[0]!)
  const cookie = { cookie: `${session}; ${csrf}` }
  const token = { 'x-csrftoken': csrf!.split('=')[1]! }
  expect((await ask(other, '/api/tickets/', { headers: cookie })).status).toBe(200)

  const logOut = (headers: Record<string, string>) =>
    ask(other, '/api/auth/logout/', { headers: { ...cookie, ...headers }, body: {} })
  expect((await logOut({})).status).toBe(403)
  expect((await logOut(token)).status).toBe(204)
  expect((await ask(one, '/api/tickets/', { headers: cookie })).status).toBe(401)
})

test('wrong passwords at one process count at the other', async () => {
  const { one, other, makeAdmin } = await twins()
  const password = await makeAdmin()
  for (let tries = 0; tries < 20; tries += 1) {
    const headers = basic(`wrong ${tries}`)
    expect((await ask(tries % 2 ? one : other, '/api/tickets/', { headers })).status).toBe(401)
  }
  for (const server of [one, other]) {
    expect((await ask(server, '/api/tickets/', { headers: basic(password) })).status).toBe(429)
  }
})

test('a new password, made by a third process, ends the old one at once in all that remember it', async () => {
  const { one, other, run, makeAdmin } = await twins()
  const old = await makeAdmin()
  const statuses = (password: string) =>
    Promise.all(
      [one, other, one, other].map(
        async (server) => (await ask(server, '/api/tickets/', { headers: basic(password) })).status,
      ),
    )
  expect(await statuses(old)).toEqual([200, 200, 200, 200])
  const change = await run('user', 'password', 'admin', '--generate', '--json')
  expect(await statuses(old)).toEqual([401, 401, 401, 401])
  expect(await statuses(JSON.parse(change).password)).toEqual([200, 200, 200, 200])
})

test('a token that a third process revokes is refused at once by all', async () => {
  const { one, other, run, makeAdmin } = await twins()
  await makeAdmin()
  const { id, key } = JSON.parse(await run('token', 'create', 'admin', '--json'))
  const headers = { authorization: `Token ${key}` }
  for (const server of [one, other, one, other]) {
    expect((await ask(server, '/api/tickets/', { headers })).status).toBe(200)
  }
  await run('token', 'revoke', String(id))
  for (const server of [one, other]) {
    expect((await ask(server, '/api/tickets/', { headers })).status).toBe(401)
  }
})

test('of those who set up at all processes at the same moment one does, and then nobody can', async () => {
  const { one, other } = await twins()
  const token = /token=(\S+)/.exec(other.output())?.[1]
  const setUp = async (server: ServerProcess, username: string) =>
    (await ask(server, '/api/setup/', { body: { token, username, password: PASSWORD } })).status
  const names = ['ada', 'ben', 'cleo', 'dan']
  const statuses = await Promise.all(
    names.map((name, index) => setUp(index % 2 ? one : other, name)),
  )
  expect(statuses.toSorted()).toEqual([201, 409, 409, 409])
  expect(await setUp(one, 'eve')).toBe(409)
})
