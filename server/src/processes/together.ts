import type { Config } from '../config.ts'
import { makeLog } from '../http/log.ts'
import { openContext } from '../open.ts'
import { clearUp, greet, prepare } from './begin.ts'
import { startJobs } from './jobs.ts'
import { toldToStop } from './stop.ts'
import { startTeam } from './team.ts'

/** Several processes that answer requests, and this one, which sees to them and runs the jobs. */
export async function serveTogether(config: Config, say: (line: string) => void): Promise<void> {
  await using ctx = await openContext(config)
  await prepare(ctx, say)
  const log = makeLog(config.log, process.pid)
  const team = await startTeam(config, async ({ pid, code, signal }) => {
    log.error(`Process ${pid} ended (${signal ?? `code ${code}`}). Another one takes its place.`)
    await clearUp(ctx).catch((error) => log.error(error))
  })
  const stopped = toldToStop()
  await greet(ctx, team.port, say)
  const stopJobs = config.jobs ? startJobs(ctx, log) : null
  try {
    await Promise.race([stopped, team.broken])
  } finally {
    const jobsEnd = stopJobs?.()
    await team.stop()
    await ctx.files.close()
    await jobsEnd
  }
}
