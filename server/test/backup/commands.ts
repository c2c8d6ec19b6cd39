import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter } from 'node:path'
import { findPrograms } from '../postgres/programs.ts'

const PAGE = new URL('../../../docs/scaling.md', import.meta.url)

/** "nobody": PostgreSQL refuses to be run by root, and reads only what belongs to whoever runs it. */
const NOBODY = { uid: 65534, gid: 65534 }
export const whoRuns = process.getuid?.() === 0 ? NOBODY : null

/** The block of docs/scaling.md that begins with a word, as its reader would copy it. */
export function fromDocs(word: string): string {
  const blocks = readFileSync(PAGE, 'utf8').matchAll(/```(?:sh|ini)\n(.*?)```/gs)
  const found = Array.from(blocks, ([, block]) => block!).find((block) => block.startsWith(word))
  if (!found) throw new Error(`No block of docs/scaling.md begins with ${word}.`)
  return found
}

/** Runs a line of the shell in a folder, with PostgreSQL's programs at hand. */
export function shell(line: string, cwd: string, env: NodeJS.ProcessEnv = {}): string {
  const PATH = `${findPrograms()}${delimiter}${process.env.PATH}`
  const { status, stdout, stderr } = spawnSync('sh', ['-ec', line], {
    ...whoRuns,
    cwd,
    encoding: 'utf8',
    env: { PATH, ...env },
  })
  if (status !== 0) throw new Error(`${line}\n${stderr}`)
  return stdout
}

/** Whether the programs are there that an admin has; the tests alone need fewer. */
export const hasTools = (): boolean =>
  ['pg_dump', 'pg_restore', 'pg_basebackup', 'pg_ctl'].every((name) => {
    const found = spawnSync('sh', ['-c', `PATH="${findPrograms()}:$PATH"; command -v ${name}`])
    return found.status === 0
  })
