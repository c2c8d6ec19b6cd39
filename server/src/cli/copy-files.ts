import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Config, readConfig } from '../config.ts'
import type { CopiedFiles } from '../copy/files.ts'
import type { Places } from '../copy/later-files.ts'
import type { Db } from '../db/index.ts'
import { openFiles } from '../files/open.ts'
import { type CopyOptions, openOld } from './copy-rows.ts'
import { filesName } from './environment.ts'
import { CliError } from './failure.ts'
import { openHelpdesk } from './helpdesk.ts'
import { type Answer, counted, print } from './output.ts'

type Moved = CopyOptions & { filesTo: string }

/** Copies the files that rows name, and says how many; fails if some of them are not there. */
export async function copyFilesFor(options: Moved): Promise<Answer> {
  const { source, target } = placesOf(options)
  if (identityOf(source) === identityOf(target)) {
    throw new CliError('The old and the new place of the files are the same one.')
  }
  if (source.files.kind === 'disk' && !existsSync(source.files.folder)) {
    throw new CliError(`There is no folder ${resolve(source.files.folder)}.`)
  }
  const { copied, there, missing } = await withDb(options, (db) => copy(db, options))
  const [from, to] = [filesName(source), filesName(target)]
  const answer = {
    json: { from, to, copied, there, missing },
    text: `Copied ${counted(copied, 'file')} from ${from} to ${to}, and read each of them there${
      there > 0 ? `; ${there} more had been copied before` : ''
    }.`,
  }
  if (missing.length === 0) return answer
  if (options.json) print({ ...answer, json: { files: answer.json } }, options)
  throw new CliError(lines(missing, `${answer.text} No rows were copied. But in ${from}`))
}

const lines = (missing: CopiedFiles['missing'], before: string) =>
  [
    `${before} ${counted(missing.length, 'file is', 'files are')} missing:`,
    ...missing.map(
      ({ key, filename, ticket_id, kb_item_id }) =>
        `  ${key} (${JSON.stringify(filename)} of ${ticket_id ? `ticket ${ticket_id}` : `knowledge base item ${kb_item_id}`})`,
    ),
  ].join('\n')

/** The database whose rows name the files: the one that is copied, or else the helpdesk's own. */
async function withDb<T>({ from }: CopyOptions, work: (db: Db) => Promise<T>): Promise<T> {
  if (!from) {
    await using ctx = await openHelpdesk({})
    return await work(ctx.db)
  }
  await using db = await openOld(from)
  return await work(db)
}

const copy = (db: Db, options: Moved): Promise<CopiedFiles> =>
  withPlaces(options, async (places) => {
    for (const files of [places.from, places.to]) await files.reach()
    // The other commands, the server among them, do not pay for these.
    const { copyFiles } = await import('../copy/files.ts')
    const { watching } = await import('./progress.ts')
    using watcher = watching('Copying and comparing files')
    return await copyFiles(db, places, watcher)
  })

/** Opens the old and the new place of the files. */
export async function withPlaces<T>(options: Moved, work: (places: Places) => Promise<T>) {
  const { source, target } = placesOf(options)
  const places = { from: openFiles(source.files), to: openFiles(target.files) }
  try {
    return await work(places)
  } finally {
    for (const files of [places.from, places.to]) await files.close()
  }
}

const placesOf = ({ filesFrom = process.env['FILES_URL'], filesTo }: Moved) => ({
  source: configFor(filesFrom),
  target: configFor(filesTo),
})

/** What else is set counts for both; how downloads are given out does not matter here. */
const configFor = (url: string | undefined): Config =>
  readConfig({ ...process.env, FILES_URL: url, BELLHOP_FILES_REDIRECT: undefined })

function identityOf({ files }: Config): string {
  if (files.kind === 'disk') return resolve(files.folder)
  return JSON.stringify([files.endpoint, files.bucket, files.prefix])
}
