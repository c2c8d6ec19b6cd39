import type { FastifyBaseLogger } from 'fastify'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { handlersFor } from '../handlers.ts'
import { keepClean } from '../files/clean.ts'
import { makeLog } from '../http/log.ts'
import { work } from '../jobs/worker.ts'
import { openContext } from '../open.ts'
import { willBeNamed } from './begin.ts'
import { toldToStop } from './stop.ts'

/** Runs jobs. Gives the function that stops: a job that is going on is finished. */
export function startJobs(ctx: Context, log: FastifyBaseLogger): () => Promise<void> {
  const stop = new AbortController()
  const working = work(ctx.db, handlersFor(ctx), {
    signal: stop.signal,
    now: ctx.now,
    onError: (error) => log.error(error),
  })
  const cleaning = keepClean(ctx.files, {
    isNamed: willBeNamed(ctx.db),
    signal: stop.signal,
    now: ctx.now,
    onError: (error) => log.error(error),
  })
  return async () => {
    stop.abort()
    await Promise.all([working, cleaning])
  }
}

/** Runs jobs alone until a signal says stop. */
export async function runJobs(config: Config, greet: () => void): Promise<void> {
  await using ctx = await openContext(config)
  const stop = startJobs(ctx, makeLog(config.log))
  const stopped = toldToStop()
  greet()
  await stopped
  await stop()
}
