import { once } from 'node:events'

/** Supervisors are patient for ten seconds, before they kill. */
export const LONGEST_STOP_MS = 7000

/** Waits for the signal to stop. The same signal once more ends the process at once. */
export async function toldToStop(): Promise<void> {
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
}
