import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { environment, flags } from '../../../scripts/runtime.mjs'
import { readConfig } from '../../src/config.ts'
import { ROOT } from './checkout.ts'
import {
  all,
  copiesIn,
  environmentIn,
  healthCommand,
  isIgnored,
  listIn,
  readDockerfile,
} from './dockerfile.ts'

const stages = readDockerfile()
const image = stages.at(-1)!

test('it is made in stages on one base, which has the Node.js that Bellhop needs', () => {
  expect(stages.length).toBeGreaterThan(2)
  const names = stages.map(({ name }) => name)
  const bases = stages.map(({ from }) => from).filter((from) => !names.includes(from))
  expect([...new Set(bases)]).toEqual(['node:24-slim'])
  expect(image.from).toBe('node:24-slim')
  for (const { from } of stages.flatMap(copiesIn)) {
    expect(from === null || names.includes(from)).toBe(true)
  }
})

test('it is not run by root, and what is compiled belongs to whoever runs it', () => {
  const user = all(image, 'USER').at(-1)!
  expect(user).toBe('node')
  const compiled = stages.find((stage) => all(stage, 'RUN').some((run) => /compile/.test(run)))!
  const before = compiled.lines.slice(
    0,
    compiled.lines.findIndex(([, rest]) => rest.includes('compile.mjs')),
  )
  expect(before).toContainEqual(['USER', user])
  const cache = copiesIn(image).find(({ to }) => to.endsWith('.cache'))!
  expect(cache).toMatchObject({ from: compiled.name, owner: user })
  expect(join('/app', cache.to, 'compile')).toBe(environment('/app').NODE_COMPILE_CACHE)
})

test('it has one volume, and all that is to be kept is in there', () => {
  expect(all(image, 'VOLUME')).toEqual(['/data'])
  const { databaseUrl, files } = readConfig(environmentIn(image))
  expect(databaseUrl).toBe('sqlite:/data/bellhop.sqlite')
  expect(files).toEqual({ kind: 'disk', folder: '/data/files' })
})

test('it runs Node.js as every other start of Bellhop does', () => {
  expect(listIn(all(image, 'ENTRYPOINT')[0]!)).toEqual(['node', ...flags, 'server/src/cli.ts'])
  expect(listIn(all(image, 'CMD')[0]!)).toEqual(['serve'])
  expect(environmentIn(image)).toMatchObject(environment('/app'))
})

test('it says how to find out whether it is well', () => {
  expect(healthCommand(image).slice(0, 2)).toEqual(['node', '-e'])
  expect(healthCommand(image)[2]).toContain('/readyz')
})

test('what it copies from the checkout is there, and is not left out', () => {
  const paths = stages
    .flatMap(copiesIn)
    .filter(({ from }) => !from)
    .flatMap((copy) => copy.paths)
  expect(paths).toContain('server')
  for (const path of paths) {
    expect([path, existsSync(join(ROOT, path)), isIgnored(path)]).toEqual([path, true, false])
  }
  expect(isIgnored('server/src/cli.ts')).toBe(false)
})

test.each([
  '.env',
  '.git/config',
  '.tools/node_modules/node/bin/node',
  'data/bellhop.sqlite',
  'node_modules/fastify/package.json',
  'server/node_modules/cookie/package.json',
  'server/test/app.ts',
  'server/src/start.test.ts',
])('%s gets into no image', (path) => {
  expect(isIgnored(path)).toBe(true)
})
