import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from '../../app.ts'
import { readConfig } from '../../config.ts'
import type { Listed } from '../../http/endpoint.ts'
import { openContext } from '../../open.ts'
import { markdownTable } from './markdown-table.ts'

const HEAD = `# Who may do what

<!-- Made by "npm run docs" from the endpoints themselves: change these, not this. -->

Everyone who asks is one of these; each may do what those before them may:

- **everyone**: a stranger, who has not signed in.
- **signed in**: somebody with an account. Without more they are a **customer**.
- **staff**: agents, who work here.
- **admins**: superusers.

Where \`BELLHOP_QUEUE_PERMISSIONS\` is on, staff see the queues that they were given and those that take
tickets from the public. A queue is given to **view** (read its tickets), to **reply** (change them as
well) or to **manage** (change its settings, too). Whoever may not see something is told that it is not
there (404); whoever sees it and may not change it gets a 403; a stranger gets a 401. Rights are asked
for once more when a ticket is locked to be changed: what was taken away meanwhile is gone.

What else is known of a queue that somebody may not see:

- **Filters.** \`?queue=ID\` answers as for a queue that there is not, everywhere.
- **Knowledge.** Categories of such a queue and their items are hidden, except for what is public and
  enabled, which everybody reads; that category does not say which queue it belongs to.
- **Tags.** A tag that came by marking tickets is known to those who may see one of these tickets. One that
  an admin has made at \`/api/tags/\` is a word for all.
- **People.** All who work here are known to staff, because tickets are given to them. A customer is known
  to those who may see a ticket which they asked, follow or answered.
- **Texts and rules** (preset replies, days, senders) are shown if they count for all queues, or for one that
  may be seen, and name only those.
- **Known to all staff:** custom fields, templates of mails and checklists, and searches that somebody shares.
- Ids are given to all tickets in turn, and a follow-up may name another ticket by its id (merged, split,
  moved from a queue): that there are others is no secret, what they hold is.

\`HEAD\` and \`OPTIONS\` are as \`GET\`. An em dash means that the address has no such method (405).
`

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** docs/permissions.md: each address of the API, and who may call it. */
export async function permissionsPage(): Promise<string> {
  const rows = (await listEndpoints()).map(({ path, methods, rows: which }) => [
    `\`${path}\``,
    ...METHODS.map((each) => methods.find(({ method }) => method === each)?.who ?? '—'),
    which,
  ])
  return `${HEAD}\n${markdownTable(['Path', ...METHODS, 'Of which'], rows)}\n`
}

/** All addresses of the API, sorted. */
async function listEndpoints(): Promise<Listed[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-docs-'))
  try {
    await using ctx = await openContext(readConfig({ BELLHOP_DATA_DIR: folder }))
    const app = buildApp(ctx)
    await app.ready()
    await app.close()
    return app.endpoints.toSorted((a, b) => (a.path < b.path ? -1 : 1))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
