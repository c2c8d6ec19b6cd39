import { execFile, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Request } from './load.ts'

/** Whether the load generator that takes the least of the cores is installed. */
export const hasWrk = (): boolean => spawnSync('wrk', ['-v']).error === undefined

interface WrkLoad {
  port: number
  /** Reads, with the same headers. */
  requests: Request[]
  connections: number
  seconds: number
}

/** Puts load on a server with `wrk`: the answers a second. Whatever is not a success is an error. */
export async function wrk(folder: string, load: WrkLoad): Promise<number> {
  const script = join(folder, 'wrk.lua')
  const paths = load.requests.map(({ path }) => JSON.stringify(path)).join(', ')
  await writeFile(
    script,
    `local paths, at = { ${paths} }, 0
    request = function() at = at % #paths + 1; return wrk.format("GET", paths[at]) end`,
  )
  const headers = Object.entries(load.requests[0]!.headers).map(
    ([name, value]) => `${name}: ${value}`,
  )
  const size = ['--threads', '1', '--connections', `${load.connections}`]
  const time = ['--duration', `${Math.ceil(load.seconds)}s`]
  const named = headers.flatMap((header) => ['--header', header])
  const url = `http://127.0.0.1:${load.port}`
  const args = [...size, ...time, ...named, '--script', script, url]
  const { stdout } = await promisify(execFile)('wrk', args)
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]
  if (!rate || /Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk says:\n${stdout}`)
  return Number(rate)
}
