import type { Config } from './config.ts'
import { serveAlone } from './processes/alone.ts'
import { serveTogether } from './processes/together.ts'

/** Serves until a signal says stop; then finishes what is in flight. */
export function serve(config: Config, say: (line: string) => void): Promise<void> {
  return config.workers > 1 ? serveTogether(config, say) : serveAlone(config, say)
}
