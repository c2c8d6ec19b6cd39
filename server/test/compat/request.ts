import { bodyOf } from './body.ts'
import { type JsonObject, objectAt, textAt } from './json.ts'
import type { Message } from './send.ts'

type Headers = Message['headers']

/** A recorded request as it goes over the wire, with the headers that say who asks. */
export function messageOf(request: JsonObject, credentials: Headers): Message {
  const recorded = objectAt(request, 'headers')
  const headers = Object.keys(recorded).map((name): [string, string] => [
    name,
    textAt(recorded, name) ?? '',
  ])
  const given = (wanted: string) =>
    headers.find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1]
  const otherwise = (name: string, value: string): Headers =>
    given(name) === undefined ? [[name, value]] : []
  const method = textAt(request, 'method') ?? 'GET'
  const body = bodyOf(request, given('Content-Type'))
  const bytes = body?.bytes ?? (['POST', 'PUT', 'PATCH'].includes(method) ? Buffer.alloc(0) : null)

  return {
    method,
    path: textAt(request, 'path') ?? '/',
    headers: [
      ...otherwise('Host', 'helpdesk.test'),
      ...headers,
      ...(body?.type ? otherwise('Content-Type', body.type) : []),
      ...(bytes ? otherwise('Content-Length', String(bytes.length)) : []),
      ...credentials,
      ['Connection', 'close'],
    ],
    body: bytes,
  }
}

/** One line that says what is asked, by whom, and with what. */
export function described(request: JsonObject): string {
  const auth = objectAt(request, 'auth')
  const who = textAt(auth, 'user') ?? textAt(auth, 'username') ?? textAt(auth, 'authorization')
  const key = ['json', 'form', 'multipart', 'raw', 'raw_base64'].find((name) => name in request)
  const content = key === undefined ? '' : ` ${key}: ${JSON.stringify(request[key])}`
  const type = textAt(auth, 'type') ?? 'none'
  return `${textAt(request, 'method')} ${textAt(request, 'path')} (${type}${who ? ` ${who}` : ''})${content}`
}
