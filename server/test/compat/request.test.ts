import { expect, test } from 'vitest'
import { isObject, type JsonObject, parseJson } from './json.ts'
import { messageOf } from './request.ts'
import { filledIn } from './templates.ts'

function requested(text: string): JsonObject {
  const request = parseJson(text)
  if (!isObject(request)) throw new Error('not an object')
  return request
}

const bodyOf = (text: string) => messageOf(requested(text), []).body?.toString()

test('nothing is added to a request but the host, a length and the end of the connection', () => {
  const request = requested('{"method":"GET","path":"/api/","headers":{"Accept":"*/*"}}')
  expect(messageOf(request, [['Authorization', 'Token a']])).toEqual({
    method: 'GET',
    path: '/api/',
    headers: [
      ['Host', 'helpdesk.test'],
      ['Accept', '*/*'],
      ['Authorization', 'Token a'],
      ['Connection', 'close'],
    ],
    body: null,
  })
})

test('headers that were recorded are sent in place of those that would be added', () => {
  const recorded = '{"method":"POST","headers":{"host":"other","Content-Length":"1"},"raw":"abc"}'
  expect(messageOf(requested(recorded), []).headers).toEqual([
    ['host', 'other'],
    ['Content-Length', '1'],
    ['Connection', 'close'],
  ])
})

test('a form is sent in its order, spaces as plus signs', () => {
  expect(bodyOf('{"form":{"title":"a b&ä","queue":1,"tag":["x","y"]}}')).toBe(
    'title=a+b%26%C3%A4&queue=1&tag=x&tag=y',
  )
  expect(bodyOf('{"form":[["b","2"],["a",1.0]]}')).toBe('b=2&a=1.0')
})

test('files are sent with the name and type they were recorded with', () => {
  const parts = `[{"name":"queue","value":1},
    {"name":"file","filename":"ä.txt","content":"hi","content_type":"text/plain"},
    {"name":"file","filename":"","content_base64":"AA==","content_type":null}]`
  const headers = '{"Content-Type":"multipart/form-data; boundary=b"}'
  expect(bodyOf(`{"headers":${headers},"multipart":${parts}}`)).toBe(
    [
      '--b\r\nContent-Disposition: form-data; name="queue"\r\n\r\n1',
      '--b\r\nContent-Disposition: form-data; name="file"; filename="ä.txt"',
      'Content-Type: text/plain\r\n\r\nhi',
      '--b\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\0',
      '--b--\r\n',
    ].join('\r\n'),
  )
})

test('a request names what an earlier step answered', () => {
  const answers = new Map([
    ['create', parseJson('{"id":1}')],
    ['create: 2.0', parseJson('{"results":[{"id":7,"url":"/x"}]}')],
  ])
  const request = requested(`{
    "path": "/recorded", "path_template": "/\${create: 2.0.results[0].id}/",
    "json": 0, "json_template": {"merged_to": "\${create.id}", "n": 1.0},
    "raw": "kept", "raw_template": "\${never.id}"}`)
  const { path, json, raw } = filledIn(request, answers)
  expect(path).toBe('/7/')
  expect(JSON.stringify(json)).toBe('{"merged_to":1,"n":1.0}')
  expect(raw).toBe('kept')
})
