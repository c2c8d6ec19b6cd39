import { expect, test } from 'vitest'
import { describePostgresUrl, isPostgresUrl, readPostgresUrl } from './postgres-url.ts'

test('an address names its servers, the database and the account', () => {
  expect(readPostgresUrl('postgres://ada:s%40c%2Fret@db.example.com:6432/desk')).toEqual({
    hosts: [{ host: 'db.example.com', port: 6432 }],
    database: 'desk',
    user: 'ada',
    password: 's@c/ret',
    mustWrite: false,
    tls: undefined,
    caFile: undefined,
  })
  expect(isPostgresUrl('postgresql://localhost')).toBe(true)
  expect(isPostgresUrl('sqlite:data.sqlite')).toBe(false)
})

test('what is left out is what PostgreSQL takes it for', () => {
  expect(readPostgresUrl('postgres:///')).toMatchObject({
    hosts: [{ host: 'localhost', port: 5432 }],
    database: 'postgres',
    user: undefined,
    password: undefined,
  })
  expect(readPostgresUrl('postgresql://ada@h')).toMatchObject({ database: 'ada', user: 'ada' })
})

test('of several servers the one is meant that can be written to, unless any will do', () => {
  const two = 'postgres://u:p@h1:5432,[fd00::1]:5433,h3/db'
  expect(readPostgresUrl(two)).toMatchObject({
    hosts: [
      { host: 'h1', port: 5432 },
      { host: 'fd00::1', port: 5433 },
      { host: 'h3', port: 5432 },
    ],
    mustWrite: true,
  })
  expect(readPostgresUrl(`${two}?target_session_attrs=any`).mustWrite).toBe(false)
  expect(readPostgresUrl('postgres://h/db?target_session_attrs=read-write').mustWrite).toBe(true)
})

test('a socket and TLS are told by parameters', () => {
  expect(
    readPostgresUrl('postgres:///db?host=/run/postgresql&sslmode=verify-full&sslrootcert=ca.pem'),
  ).toMatchObject({
    hosts: [{ host: '/run/postgresql', port: 5432 }],
    tls: 'verify',
    caFile: 'ca.pem',
  })
})

test.each([
  ['postgres:db', 'is not of the form'],
  ['postgres://u:hunter2@h:port/db', 'host'],
  ['postgres://u:hunter2@h:99999/db', 'port'],
  ['postgres://u:hunter2@h/db?sslmode=perhaps', 'sslmode'],
  ['postgres://u:hunter2@h/db?sslcert=x', 'parameter that is none: sslcert'],
  ['postgres://u:p@h/db?hunter2=x', 'its name is not shown'],
  ['postgres://u:hunter2%@h/db', 'write it as "%25"'],
  ['postgres://u:hunter2@h/db?target_session_attrs=standby', 'target_session_attrs'],
])('%s cannot be used, and the message holds no secret', (url, words) => {
  expect(() => readPostgresUrl(url)).toThrow(words)
  expect(() => readPostgresUrl(url)).not.toThrow('hunter2')
})

test('people are shown where it is, and nothing of the account', () => {
  const url = 'postgres://ada:hun@ter/2@h1,h2:6432/desk?sslmode=require'
  expect(describePostgresUrl(url)).toBe('postgres://h1:5432,h2:6432/desk')
})
