import type { Context } from '../context.ts'
import { type Db, inTransaction } from '../db/index.ts'
import { afterTheirWriters } from '../db/locks.ts'
import { checkFiles } from '../files/check.ts'
import { cleanOnce } from '../files/clean.ts'
import { isNamed, TABLES_OF_FILES } from '../files/named.ts'
import { newSetupToken, setUpFromConfig } from '../setup/setup.ts'

type Say = (line: string) => void

/** What is done once, however many processes there will be. */
export async function prepare(ctx: Context, say: Say): Promise<void> {
  await setUpFromConfig(ctx)
  if (!(await checkFiles(ctx.files, say))) return
  // It is tried again every hour, and nobody has to wait for it.
  await clearUp(ctx).catch(({ message }: Error) =>
    say(`What a crash left stays for now: ${message}`),
  )
}

/** Throws away what was arriving at processes that are no more. */
export const clearUp = ({ db, files, now }: Context): Promise<void> =>
  cleanOnce(files, { isNamed: willBeNamed(db), now })

/** Whether a row names the file with this key, or will once all who write have ended. */
export const willBeNamed = (db: Db) => async (key: string) =>
  (await isNamed(db, key)) ||
  inTransaction(db, async (tx) => {
    await afterTheirWriters(tx, TABLES_OF_FILES)
    return isNamed(tx, key)
  })

/** Says where the helpdesk is, and while nobody can sign in how to change that. */
export async function greet({ db, config }: Context, port: number, say: Say): Promise<void> {
  const host = config.http.host.includes(':') ? `[${config.http.host}]` : config.http.host
  say(`Bellhop listens on http://${host}:${port} and keeps its data in ${config.dataDir}.`)
  if (config.workers > 1) say(`It answers with ${config.workers} processes.`)
  if (!config.jobs) say(`Jobs are left to "bellhop worker".`)
  const token = await newSetupToken(db)
  if (!token) return say(`The API is at http://${host}:${port}/api/. Stop with Ctrl-C.`)
  say(`Nobody can sign in yet. Make the first account:`)
  say(`  curl http://${host}:${port}/api/setup/ -d token=${token} -d username=admin -d password=…`)
}
