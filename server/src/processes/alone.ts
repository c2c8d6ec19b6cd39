import type { Config } from '../config.ts'
import { makeLog } from '../http/log.ts'
import { openContext } from '../open.ts'
import { greet, prepare } from './begin.ts'
import { serveHttp } from './http.ts'
import { startJobs } from './jobs.ts'
import { LONGEST_STOP_MS, toldToStop } from './stop.ts'

/** One process that does everything. */
export async function serveAlone(config: Config, say: (line: string) => void): Promise<void> {
  await using ctx = await openContext(config)
  await prepare(ctx, say)
  const log = makeLog(config.log)
  const { port, close } = await serveHttp(ctx, log)
  const stopped = toldToStop()
  await greet(ctx, port, say)
  const stopJobs = config.jobs ? startJobs(ctx, log) : null
  await stopped
  const jobsEnd = stopJobs?.()
  await close(LONGEST_STOP_MS)
  // A job may be waiting for a storage that is away, and is done after the next start.
  await ctx.files.close()
  await jobsEnd
}
