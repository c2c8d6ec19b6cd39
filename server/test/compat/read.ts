import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  isObject,
  type Json,
  type JsonObject,
  listAt,
  objectAt,
  parseJson,
  textAt,
} from './json.ts'

export interface Recordings {
  fixtures: Map<string, JsonObject>
  files: RecordedFile[]
}

export interface RecordedFile {
  name: string
  scenarios: Scenario[]
}

export interface Scenario {
  name: string
  fixture: string
  steps: Step[]
}

export interface Step {
  name: string
  compare: 'exact' | 'status'
  request: JsonObject
  response: JsonObject
  /** JSON path → what kind of value is there. */
  volatile: Map<string, string>
  effects: JsonObject
}

/** The exchanges that are kept with the project. */
export const OWN_RECORDINGS = fileURLToPath(new URL('recorded', import.meta.url))

/** Reads a folder of recorded exchanges and the states they start from. */
export function readRecordings(directory: string): Recordings {
  const below = join(directory, 'exchanges')
  const folder = existsSync(below) ? below : directory
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return {
    fixtures: readFixtures(directory),
    files: names
      .toSorted()
      .filter((name) => !['fixture.json', 'humanize.json'].includes(name))
      .map((name) => readFile(join(folder, name), name)),
  }
}

function readFixtures(directory: string): Map<string, JsonObject> {
  const content = readJson(join(directory, 'fixture.json'))
  const fixtures =
    isObject(content) && isObject(content['fixtures']) ? content['fixtures'] : content
  const entries = isObject(fixtures) ? Object.entries(fixtures) : []
  return new Map(entries.filter((entry): entry is [string, JsonObject] => isObject(entry[1])))
}

function readFile(path: string, name: string): RecordedFile {
  const content = readJson(path)
  const scenarios = Array.isArray(content) ? content : [content]
  return { name, scenarios: scenarios.map(scenarioOf) }
}

const readJson = (path: string): Json => parseJson(readFileSync(path, 'utf8'))

function scenarioOf(recorded: Json): Scenario {
  return {
    name: textAt(recorded, 'scenario') ?? 'unnamed',
    fixture: textAt(recorded, 'fixture') ?? 'base',
    steps: listAt(recorded, 'steps').map(stepOf),
  }
}

function stepOf(recorded: Json): Step {
  const kinds = objectAt(recorded, 'volatile_kinds')
  const paths = new Set([...listAt(recorded, 'volatile').map(String), ...Object.keys(kinds)])
  return {
    name: textAt(recorded, 'name') ?? 'unnamed',
    compare: textAt(recorded, 'compare') === 'status' ? 'status' : 'exact',
    request: objectAt(recorded, 'request'),
    response: objectAt(recorded, 'response'),
    volatile: new Map([...paths].map((path) => [path, textAt(kinds, path) ?? 'anything'])),
    effects: objectAt(recorded, 'effects'),
  }
}
