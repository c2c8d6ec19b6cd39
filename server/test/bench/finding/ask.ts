import { Agent, get } from 'node:http'
import { percentile } from '../statistics.ts'

export interface Asked {
  path: string
  /** Milliseconds until all of the answer was there. */
  ms: number
}

interface Who {
  port: number
  token: string
}

/** Asks one question after the other, in a mixed order, each so many times. An error ends the bench. */
export async function askAll(who: Who, paths: string[], times: number): Promise<Asked[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const asked: Asked[] = []
  for (let time = 0; time < times; time += 1) {
    for (const path of mixed(paths)) asked.push({ path, ms: await ask(agent, who, path) })
  }
  agent.destroy()
  return asked
}

/** Asks one question after the other, over and over, until it is told to stop. */
export async function askUntil(who: Who, paths: string[], stop: AbortSignal): Promise<Asked[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const asked: Asked[] = []
  for (let turn = 0; !stop.aborted; turn += 1) {
    const path = paths[turn % paths.length]!
    asked.push({ path, ms: await ask(agent, who, path) })
  }
  agent.destroy()
  return asked
}

/** What a share of the questions took at most, in milliseconds. */
export const within = (asked: Asked[], share: number): number =>
  percentile(
    asked.map(({ ms }) => ms).toSorted((a, b) => a - b),
    share,
  )

/** In steps of a prime: neighbours, which ask for the same, are far apart. */
function mixed(paths: string[]): string[] {
  const step = [7919, 7907].find((prime) => paths.length % prime !== 0)!
  return paths.map((_, at) => paths[(at * step) % paths.length]!)
}

function ask(agent: Agent, { port, token }: Who, path: string): Promise<number> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const headers = { authorization: token }
    get({ agent, host: '127.0.0.1', port, path, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      response.once('end', () => {
        if (response.statusCode === 200) return resolve(performance.now() - started)
        reject(new Error(`GET ${path} was answered ${response.statusCode}: ${body.slice(0, 500)}`))
      })
    }).once('error', reject)
  })
}
