import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { inTransaction } from '../db/index.ts'
import { openContext } from '../open.ts'
import { serve } from '../start.ts'
import { createToken } from '../users/create.ts'
import { AGENTS, CUSTOMERS } from '../demo/people.ts'
import { seedDemo } from '../demo/seed.ts'

type Say = (line: string) => void

/** Serves a made-up helpdesk from a folder that is gone when it stops. */
export async function runDemo(port: string, say: Say): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-demo-'))
  const clear = () => rmSync(folder, { recursive: true, force: true })
  process.on('exit', clear)
  for (const signal of STOP) process.once(signal, stopEarly)
  try {
    const config = readConfig({ ...logSettings(), BELLHOP_PORT: port, BELLHOP_DATA_DIR: folder })
    const token = await prepare(config)
    for (const signal of STOP) process.off(signal, stopEarly)
    // A closed terminal stops the demo as Ctrl-C does.
    process.once('SIGHUP', () => process.kill(process.pid, 'SIGTERM'))
    await serve(config, introduced(token, say))
  } finally {
    clear()
  }
}

const STOP = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const stopEarly = () => process.exit(1)

/** Only how to log is taken from the settings: the demo must touch nothing that is real. */
function logSettings() {
  const { BELLHOP_LOG_LEVEL, BELLHOP_LOG_FORMAT } = process.env
  return { BELLHOP_LOG_LEVEL, BELLHOP_LOG_FORMAT }
}

async function prepare(config: ReturnType<typeof readConfig>): Promise<string> {
  await using ctx = await openContext(config)
  await seedDemo(ctx)
  const { key } = await inTransaction(ctx.db, (tx) =>
    createToken(tx, { userId: 1, name: 'demo', now: ctx.now() }),
  )
  return key
}

/** Says what the server says, and after its greeting how to sign in. */
function introduced(token: string, say: Say): Say {
  return (line) => {
    say(line)
    const api = /The API is at (\S+\/)\./.exec(line)?.[1]
    if (api) for (const each of introduction(api, token)) say(each)
  }
}

const introduction = (api: string, token: string): string[] => [
  '',
  'This is a demo: Larkfield Coffee, a roastery that does not exist. The password of everybody',
  'is their name. All of it is gone when you stop.',
  '',
  ...whoIsWho([
    ['admin', 'may do everything'],
    [names(AGENTS), 'work here'],
    [names(CUSTOMERS), 'are customers, and see their own tickets'],
  ]),
  '',
  'Try it from another terminal:',
  `  curl -u admin:admin "${api}tickets/?status=open"`,
  `  curl -u maya:maya ${api}user_tickets/`,
  `  curl -H "Authorization: Token ${token}" ${api}tickets/1/`,
  '',
]

const whoIsWho = (rows: [string, string][]): string[] => {
  const width = Math.max(...rows.map(([who]) => who.length))
  return rows.map(([who, what]) => `  ${who.padEnd(width)}  ${what}`)
}

const names = (people: { username: string }[]) => people.map(({ username }) => username).join(', ')
