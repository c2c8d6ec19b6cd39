import type { Context } from '../context.ts'
import { unavailable } from '../lib/errors.ts'
import type { App } from './types.ts'

const REMEMBER_MS = 1000

/** For supervisors: `/healthz` says that the process lives, `/readyz` that it can do its work. */
export function healthRoutes(app: App, ctx: Context) {
  app.get('/healthz', async () => ({ status: 'ok' }))

  // Anybody may ask, but not have the storage asked each time.
  let [asked, reached] = [-REMEMBER_MS, Promise.resolve()]
  const reach = () => {
    if (performance.now() - asked < REMEMBER_MS) return reached
    asked = performance.now()
    return (reached = ctx.files.reach())
  }

  app.get('/readyz', async () => {
    try {
      await ctx.db.selectFrom('setting').select('name').limit(1).execute()
    } catch {
      throw unavailable('The database cannot be reached.')
    }
    await reach()
    return { status: 'ok' }
  })
}
