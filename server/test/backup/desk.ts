import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { whoRuns } from './commands.ts'

/** A folder that PostgreSQL may write to, gone with the test. */
export function backupFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-backup-'))
  if (whoRuns) chownSync(folder, whoRuns.uid, whoRuns.gid)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What somebody with a key does with a helpdesk, at whichever address it is. */
export function visitor(key: string) {
  const headers = { authorization: `Token ${key}`, connection: 'close' }

  async function get(url: string, path: string): Promise<unknown> {
    const answer = await fetch(`${url}${path}`, { headers })
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    // Links lead to where they were asked for, and expire.
    return JSON.parse((await answer.text()).replaceAll(/"https?:[^"]*"/g, '"a link"'))
  }

  return {
    /** Opens a ticket; gives its id. */
    async open(url: string, title: string): Promise<number> {
      const body = new FormData()
      const fields = { queue: '1', title, description: 'text', priority: '3' }
      for (const [name, value] of Object.entries(fields)) body.set(name, value)
      body.set('attachment', new File([`file of ${title}`], 'note.txt'))
      const answer = await fetch(`${url}/api/tickets/`, { method: 'POST', headers, body })
      if (answer.status !== 201) throw new Error(await answer.text())
      return ((await answer.json()) as { id: number }).id
    },

    /** All that there is to read. */
    readAll: (url: string) =>
      Promise.all(
        ['tickets', 'followups', 'followups-attachments'].map((list) => get(url, `/api/${list}/`)),
      ),

    async titles(url: string): Promise<string[]> {
      const { results } = (await get(url, '/api/tickets/')) as { results: { title: string }[] }
      return results.map(({ title }) => title).toSorted()
    },
  }
}
