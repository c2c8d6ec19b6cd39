import { randomBytes } from 'node:crypto'
import type { Tx } from '../../db/index.ts'
import { prepared } from '../../db/prepared.ts'
import type { TicketRow } from '../../db/schema.ts'

export interface Place {
  ticket: Pick<TicketRow, 'id' | 'secret_key'>
  slug: string
  followUpId: number
}

const pathsOf = prepared<{ followUp: number }, { path: string }>((db, param) =>
  db.selectFrom('attachment').select('path').where('followup_id', '=', param('followUp')),
)

/**
 * The name that django-helpdesk would store a file by. Nothing of ours is found by it: it is what
 * clients see when they empty a file's `filename`. A second file of a name gets a random end.
 */
export async function storedPath(tx: Tx, place: Place, filename: string): Promise<string> {
  const { ticket, slug, followUpId } = place
  const name = filename
    .trim()
    .replaceAll(' ', '_')
    .replaceAll(/[^-\p{L}\p{N}_.]/gu, '')
  const path = `helpdesk/attachments/${slug}-${ticket.id}-${ticket.secret_key}/${followUpId}/${name}`
  const taken = await pathsOf(tx, { followUp: followUpId })
  if (!taken.some((row) => row.path === path)) return path
  const [extension] = EXTENSIONS.exec(name) ?? ['']
  return `${path.slice(0, path.length - extension.length)}_${randomEnd()}${extension}`
}

/** All of them (".tar.gz"): dots at the start belong to the name, and one at the end ends nothing. */
const EXTENSIONS = /(?<=[^.])\..*[^.]$/

const randomEnd = () => randomBytes(6).toString('base64url').replaceAll(/[-_]/g, 'x').slice(0, 7)
