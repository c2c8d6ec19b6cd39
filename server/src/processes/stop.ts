import { once } from 'node:events'

/** Supervisors are patient for ten seconds, before they kill. */
export const LONGEST_STOP_MS = 7000

/**
 * Waits for the signal to stop. The same signal once more ends the process at once. Whoever is told
 * that the process is ready may stop it in the same moment: it is called before that is said.
 */
export async function toldToStop(): Promise<void> {
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
}
