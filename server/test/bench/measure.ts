import type { Stretch } from './load.ts'

/** One of those that take turns. */
export interface Lane {
  name: string
  run(seconds: number): Promise<Stretch>
}

const WARM_UP_SECONDS = 0.5
/** A server that has just started is slower, which would be told of the first case alone. */
export const FIRST_WARM_UP_SECONDS = 3

/** Sends to each lane for a while what it is measured with: Node.js compiles what runs often. */
export async function warmUp(lanes: Lane[], seconds: number): Promise<void> {
  for (const lane of lanes) await lane.run(seconds)
}

/**
 * Measures all lanes in turn, round after round, every second round backwards: what the machine
 * does besides meets all of them alike. Gives the stretches of each lane, by round.
 */
export async function inTurns(
  lanes: Lane[],
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Map<string, Stretch[]>> {
  await warmUp(lanes, Math.max(WARM_UP_SECONDS, seconds / rounds))
  const measured = new Map(lanes.map(({ name }): [string, Stretch[]] => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const lane of round % 2 === 0 ? lanes : lanes.toReversed()) {
      measured.get(lane.name)!.push(await lane.run(seconds / rounds))
    }
  }
  return measured
}
