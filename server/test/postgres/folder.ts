import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { findPrograms, HOW_TO_GET } from './programs.ts'

/** "nobody": PostgreSQL refuses to be run by root. */
const NOBODY = { uid: 65534, gid: 65534 }
export const whoRuns = process.getuid?.() === 0 ? NOBODY : {}

export const dataIn = (folder: string) => join(folder, 'data')

/** A folder for one server of PostgreSQL: its data, and the socket by which it is reached. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-pg-'))
  giveAway(folder)
  return folder
}

/** Makes a file belong to whoever runs PostgreSQL. */
export function giveAway(path: string): void {
  if ('uid' in whoRuns) chownSync(path, NOBODY.uid, NOBODY.gid)
}

/** Sorts text as people do, where it can: what is to be sorted by bytes has to say so. */
export async function initialise(folder: string): Promise<void> {
  const data = ['-D', dataIn(folder)]
  const plain = [...data, '-U', 'bellhop', '-A', 'trust', '-E', 'UTF8', '--no-sync']
  const sorted = ['--locale-provider=icu', '--icu-locale=en-US', '--locale=C.UTF-8']
  const first = await run('initdb', [...plain, ...sorted])
  const failure = first && (await run('initdb', [...plain, '--locale=C']))
  if (failure) throw new Error(`initdb failed: ${failure}`)
}

/** Runs one of PostgreSQL's programs to its end: what it said if it failed, or null. */
export async function run(name: string, args: string[]): Promise<string | null> {
  const child = spawn(programNamed(name), args, {
    ...whoRuns,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  return code === 0 ? null : said || `it ended with ${code}`
}

export function programNamed(name: string): string {
  const programs = findPrograms()
  if (!programs) throw new Error(`There is no PostgreSQL on this machine: ${HOW_TO_GET}.`)
  return join(programs, name)
}
