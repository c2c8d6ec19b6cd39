import type { Config } from './config.ts'
import type { Context } from './context.ts'
import { migrate, openDb } from './db/index.ts'
import { openFiles } from './files/open.ts'
import { installationSecret } from './setup/settings.ts'

/** Everything a process needs, opened and up to date. */
export async function openContext(config: Config): Promise<Context & AsyncDisposable> {
  const files = openFiles(config.files)
  const db = openDb(config.databaseUrl, config.database)
  await migrate(db)
  const secret = config.secretKey ?? (await installationSecret(db))
  return {
    db,
    config,
    files,
    secret,
    encryptionKey: config.encryptionKey ?? secret,
    now: () => new Date(),
    [Symbol.asyncDispose]: async () => {
      await files.close()
      await db.destroy()
    },
  }
}
