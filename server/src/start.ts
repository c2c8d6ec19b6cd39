import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { checkFiles } from './files/check.ts'
import { keepClean } from './files/clean.ts'
import { lockFolder } from './files/lock.ts'
import { handlersFor } from './handlers.ts'
import { gentleClose } from './http/close.ts'
import { makeLog } from './http/log.ts'
import { work } from './jobs/worker.ts'
import { openContext } from './open.ts'
import { newSetupToken, setUpFromConfig } from './setup/setup.ts'

/** Supervisors are patient for ten seconds, before they kill. */
const LONGEST_STOP_MS = 7000

/** Serves until a signal says stop; then finishes what is in flight. */
export async function serve(config: Config, say: (line: string) => void): Promise<void> {
  const release = lockFolder(config.dataDir)
  try {
    await run(config, say)
  } finally {
    release()
  }
}

async function run(config: Config, say: (line: string) => void): Promise<void> {
  await using ctx = await openContext(config)
  await setUpFromConfig(ctx)
  await checkFiles(ctx.files, say)
  const leftovers = await ctx.files.leftovers()
  const log = makeLog(config.log)
  const app = buildApp(ctx, log)
  const close = gentleClose(app)
  // Fastify would announce the address in its own words; greet() does it in ours.
  log.level = 'silent'
  await app.listen(config.http)
  log.level = config.log.level
  await ctx.files.clearUp(leftovers, (key) => isNamed(ctx, key))
  await greet(ctx, app.server.address() as AddressInfo, say)

  const stop = new AbortController()
  const worker = work(ctx.db, handlersFor(ctx), {
    signal: stop.signal,
    now: ctx.now,
    onError: (error) => log.error(error),
  })
  const cleaning = keepClean(ctx.files, {
    isNamed: (key) => isNamed(ctx, key),
    signal: stop.signal,
    now: ctx.now,
    onError: (error) => log.error(error),
  })
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  stop.abort()
  await close(LONGEST_STOP_MS)
  // A job may be waiting for a storage that is away, and is done after the next start.
  await ctx.files.close()
  await Promise.all([worker, cleaning])
}

async function isNamed({ db }: Context, key: string): Promise<boolean> {
  const rows = await db.selectFrom('attachment').select('id').where('key', '=', key).execute()
  return rows.length > 0
}

async function greet({ db, config }: Context, { port }: AddressInfo, say: (line: string) => void) {
  const host = config.http.host.includes(':') ? `[${config.http.host}]` : config.http.host
  say(`Bellhop listens on http://${host}:${port} and keeps its data in ${config.dataDir}.`)
  const token = await newSetupToken(db)
  if (!token) return say(`The API is at http://${host}:${port}/api/. Stop with Ctrl-C.`)
  say(`Nobody can sign in yet. Make the first account:`)
  say(`  curl http://${host}:${port}/api/setup/ -d token=${token} -d username=admin -d password=…`)
}
