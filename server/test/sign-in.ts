import { createHook } from 'node:async_hooks'
import type { App } from '../src/http/types.ts'
import { type Client, clientOf } from './client.ts'

interface Credentials {
  username: string
  password: string
}

/** The header with which Basic signs in. */
export const basic = ({ username, password }: Credentials) => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
})

/** What a browser holds after signing in. */
export interface Session extends Client {
  cookie: string
  csrf: string
  setCookie: string[]
}

/** Signs in as a browser does: the client sends the session's cookie, and nothing else. */
export async function logIn(app: App, { username, password }: Credentials): Promise<Session> {
  const answer = await clientOf(app).post('/api/auth/login/', { username, password })
  if (answer.statusCode !== 200) throw new Error(`${username} cannot log in: ${answer.body}`)
  const setCookie = [answer.headers['set-cookie'] ?? []].flat()
  const cookie = setCookie.map((line) => line.split(';', 1)[0]).join('; ')
  const csrf = /csrftoken=([^;]+)/.exec(cookie)?.[1] ?? ''
  return { ...clientOf(app, { cookie }), cookie, csrf, setCookie }
}

/** How many passwords were hashed while `work` ran: Node tells of each that it begins. */
export async function hashesDuring(work: () => Promise<unknown>): Promise<number> {
  let count = 0
  const hook = createHook({
    init(_id, type) {
      if (type === 'ARGON2REQUEST' || type === 'PBKDF2REQUEST') count += 1
    },
  }).enable()
  try {
    await work()
  } finally {
    hook.disable()
  }
  return count
}
