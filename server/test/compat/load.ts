import type { DatabaseSync } from 'node:sqlite'
import { Readable } from 'node:stream'
import type { FileStore, Upload } from '../../src/files/store.ts'
import { rowsOf, type TableRow } from './fixture-rows.ts'
import { type JsonObject, listAt, textAt } from './json.ts'

/** Makes the helpdesk what the fixture says it is, whatever it was before. */
export async function loadFixture(db: DatabaseSync, files: FileStore, fixture: JsonObject) {
  const uploads = await received(files, fixture)
  const keys = uploads.map(({ key }) => key)
  await files.keepIf(uploads, async () => replaceRows(db, rowsOf(fixture, keys)))
  await Promise.all(uploads.map((upload) => files.discard(upload)))
}

function replaceRows(db: DatabaseSync, rows: TableRow[]) {
  db.exec('begin immediate')
  try {
    clear(db)
    for (const [table, row] of rows) {
      const names = Object.keys(row).map((name) => `"${name}"`)
      const marks = names.map(() => '?')
      db.prepare(`insert into "${table}" (${names.join()}) values (${marks.join()})`).run(
        ...Object.values(row),
      )
    }
    db.exec('commit')
  } catch (error) {
    db.exec('rollback')
    throw error
  }
}

const COUNTS = ['tally', 'ticket_block']

/** Settings stay: among them are secrets that the running server has read already. */
function clear(db: DatabaseSync) {
  const found = db.prepare('pragma table_list').all() as { name: string; type: string }[]
  const tables = found
    .filter(({ name, type }) => type === 'table' && !/^(sqlite_|kysely_|setting$)/.test(name))
    .map(({ name }) => name)
    // Triggers count what is deleted elsewhere: the counts go last.
    .toSorted((a, b) => COUNTS.indexOf(a) - COUNTS.indexOf(b))
  for (const table of tables) db.exec(`delete from "${table}"`)
  db.exec('delete from sqlite_sequence')
}

function received(files: FileStore, fixture: JsonObject): Promise<Upload[]> {
  return Promise.all(
    listAt(fixture, 'attachments').map((attachment) => {
      const base64 = textAt(attachment, 'content_base64')
      const content = Buffer.from(
        base64 ?? textAt(attachment, 'content') ?? '',
        base64 === undefined ? 'utf8' : 'base64',
      )
      const [name, type] = [textAt(attachment, 'filename'), textAt(attachment, 'mime_type')]
      return files.receive(name ?? '', type ?? '', Readable.from([content]))
    }),
  )
}
