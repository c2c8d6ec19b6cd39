import type { Context } from '../context.ts'
import { unavailable } from '../lib/errors.ts'
import type { App } from './types.ts'

/** For supervisors: `/healthz` says that the process lives, `/readyz` that it can do its work. */
export function healthRoutes(app: App, ctx: Context) {
  app.get('/healthz', async () => ({ status: 'ok' }))

  app.get('/readyz', async () => {
    try {
      await ctx.db.selectFrom('setting').select('name').limit(1).execute()
    } catch {
      throw unavailable('The database cannot be reached.')
    }
    return { status: 'ok' }
  })
}
