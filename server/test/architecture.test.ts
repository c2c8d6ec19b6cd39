import { expect, test } from 'vitest'
import { circlesIn, sourceFiles } from './imports.ts'

/**
 * Who may import whom: a file imports only from layers above its own, and from its own folder.
 * Notifications stand above tickets, because mail is asked for in the transaction of a change.
 */
const LAYERS = [
  ['lib'],
  ['settings.ts'],
  ['config.ts'],
  ['db'],
  ['jobs', 'files', 'mail'],
  ['context.ts'],
  ['http'],
  ['audit'],
  ['users'],
  ['groups'],
  ['queues', 'custom-fields', 'audit-log'],
  ['lists', 'tags', 'people'],
  ['checklist-templates', 'escalation-exclusions', 'ignored-emails', 'email-templates'],
  ['notifications'],
  ['tickets'],
  ['preset-replies', 'saved-searches', 'knowledge-base', 'reports', 'feeds'],
  ['setup', 'seed', 'demo', 'copy'],
  ['app.ts', 'handlers.ts', 'open.ts'],
  ['processes'],
  ['start.ts'],
  ['cli'],
  ['cli.ts'],
]

const files = sourceFiles()
const source = files.filter(({ path }) => path.startsWith('src/') && !path.endsWith('.test.ts'))

const placeOf = (path: string) => path.split('/')[1]!
const layerOf = (path: string) => LAYERS.findIndex((names) => names.includes(placeOf(path)))

test('every folder and file of the server has its place in the list of layers', () => {
  const homeless = source.map(({ path }) => path).filter((path) => layerOf(path) < 0)
  expect(homeless).toEqual([])
})

test('a file imports only from the layers above its own, and from its own folder', () => {
  const breaches = source.flatMap(({ path, imports }) =>
    imports
      .filter((target) => placeOf(target) !== placeOf(path) && layerOf(target) >= layerOf(path))
      .map((target) => `${path} imports ${target}`),
  )
  expect(breaches).toEqual([])
})

test('the server imports nothing of its tests', () => {
  const breaches = source.flatMap(({ path, imports }) =>
    imports.filter((target) => !target.startsWith('src/')).map((target) => `${path}: ${target}`),
  )
  expect(breaches).toEqual([])
})

test('no imports run in a circle', () => {
  expect(circlesIn(files)).toEqual([])
})

test('no file is longer than 300 lines', () => {
  const long = files.filter(({ lines }) => lines > 300)
  expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([])
})
