import type { FileStore } from '../../src/files/store.ts'
import { recordedChanges, storedChanges } from './changes.ts'
import { answerDifferences, parsed } from './compare.ts'
import { credentialsFor, type Sessions } from './credentials.ts'
import {
  customValueDifferences,
  customValueIds,
  recordedValues,
  type CustomValueIds,
} from './custom-values.ts'
import type { Difference } from './differences.ts'
import { effectDifferences } from './effects.ts'
import { type Json, type JsonObject, objectAt } from './json.ts'
import { loadFixture } from './load.ts'
import { mailDifferences } from './mails.ts'
import type { Scenario, Step } from './read.ts'
import { described, messageOf } from './request.ts'
import { type Answer, send } from './send.ts'
import { type Snapshot, takeSnapshot } from './snapshot.ts'
import type { Store } from './store.ts'
import { filledIn } from './templates.ts'
import type { Span } from './times.ts'
import { judgeOf } from './volatile.ts'

/** A running helpdesk whose database and files we may write to. */
export interface Desk {
  port: number
  store: Store
  files: FileStore
}

/** How one exchange went. */
export interface Outcome {
  scenario: string
  step: string
  request: string
  differences: Difference[]
}

interface Progress {
  desk: Desk
  fixture: JsonObject
  started: number
  sessions: Sessions
  answers: Map<string, Json>
  customIds: CustomValueIds
}

/** Brings the helpdesk to the scenario's start and asks it everything, in order. */
export async function replayScenario(
  desk: Desk,
  scenario: Scenario,
  fixture: JsonObject,
): Promise<Outcome[]> {
  await loadFixture(desk.store, desk.files, fixture)
  const progress: Progress = {
    desk,
    fixture,
    started: Date.now(),
    sessions: new Map(),
    answers: new Map(),
    customIds: customValueIds(fixture),
  }
  const outcomes: Outcome[] = []
  for (const step of scenario.steps) {
    const request = filledIn(step.request, progress.answers)
    const differences = await replayStep({ ...step, request }, progress)
    const place = { scenario: scenario.name, step: step.name }
    outcomes.push({ ...place, request: described(request), differences })
  }
  return outcomes
}

async function replayStep(step: Step, progress: Progress): Promise<Difference[]> {
  const { desk, fixture, sessions, answers } = progress
  const expectedValues = recordedValues(objectAt(step.effects, 'db'), progress.customIds)
  try {
    const credentials = await credentialsFor(step.request, { port: desk.port, fixture, sessions })
    const before = await takeSnapshot(desk.store)
    const from = Date.now()
    const answer = await send(desk.port, messageOf(step.request, credentials))
    const span = { from, to: Date.now() }
    const after = await takeSnapshot(desk.store, before)
    const body = parsed(answer.body.toString())
    if (body !== undefined) answers.set(step.name, body)

    const found = compareAnswer(step, answer, { span, after, started: progress.started })
    if (step.compare === 'status') return found
    return [
      ...found,
      ...compareEffects(step, before, after, { from: progress.started, to: span.to }),
      ...customValueDifferences(expectedValues, before, after),
    ]
  } catch (error) {
    const actual = error instanceof Error ? error.message : String(error)
    return [{ at: 'exchange', expected: 'an answer', actual }]
  }
}

function compareAnswer(
  step: Step,
  answer: Answer,
  { span, after, started }: { span: Span; after: Snapshot; started: number },
): Difference[] {
  const judge = judgeOf(step.volatile, {
    body: parsed(answer.body.toString()) ?? null,
    scenario: { from: started, to: span.to },
    request: span,
    timeOf: (id, column) =>
      after.tables.get('ticket')?.get(String(id))?.[column] as string | null | undefined,
  })
  return answerDifferences(step, answer, judge)
}

function compareEffects(step: Step, before: Snapshot, after: Snapshot, scenario: Span) {
  const expected = recordedChanges(objectAt(step.effects, 'db'))
  return [
    ...effectDifferences(expected, storedChanges(before, after), scenario),
    ...mailDifferences(step.effects, before, after),
  ]
}
