import type { RecordedFile, Recordings, Scenario } from './read.ts'
import { described } from './request.ts'
import { type Desk, type Outcome, replayScenario } from './scenario.ts'

/** Replays the scenarios of a file, those whose name or file contains `only`. */
export async function replayFile(
  desk: Desk,
  file: RecordedFile,
  { fixtures }: Recordings,
  only = '',
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const scenario of file.scenarios) {
    if (!file.name.includes(only) && !scenario.name.includes(only)) continue
    const fixture = fixtures.get(scenario.fixture)
    outcomes.push(
      ...(fixture ? await replayScenario(desk, scenario, fixture) : withoutFixture(scenario)),
    )
  }
  return outcomes
}

function withoutFixture(scenario: Scenario): Outcome[] {
  const actual = `fixture.json has no "${scenario.fixture}"`
  return scenario.steps.map((step) => ({
    scenario: scenario.name,
    step: step.name,
    request: described(step.request),
    differences: [{ at: 'fixture', expected: 'a state to start from', actual }],
  }))
}
