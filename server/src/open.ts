import { join } from 'node:path'
import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { migrate, openDb } from './db/index.ts'
import { fileStore } from './files/store.ts'
import { installationSecret } from './setup/settings.ts'

/** Everything a process needs, opened and up to date. */
export async function openContext(config: Config): Promise<Context & AsyncDisposable> {
  const db = openDb(config.databaseUrl, config.database)
  await migrate(db)
  return {
    db,
    config,
    files: fileStore(join(config.dataDir, 'files')),
    secret: config.secretKey ?? (await installationSecret(db)),
    now: () => new Date(),
    [Symbol.asyncDispose]: () => db.destroy(),
  }
}
