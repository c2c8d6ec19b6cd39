import type { Context } from './context.ts'
import type { Handlers } from './jobs/worker.ts'

/** What each job leads to, on one screen: the worker's app.ts. */
export function handlersFor(ctx: Context): Handlers {
  return {
    'files.remove': ({ keys }) => ctx.files.remove(keys),
  }
}
