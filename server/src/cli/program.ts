import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { configCommand } from './config.ts'
import { copyCommand } from './copy.ts'
import { customFieldCommands } from './custom-field.ts'
import { demoCommand } from './demo.ts'
import { EXIT_CODES } from './failure.ts'
import { migrateCommand } from './migrate.ts'
import { queueCommands } from './queue.ts'
import { seedCommand } from './seed.ts'
import { serveCommand } from './serve.ts'
import { tokenCommands } from './token.ts'
import { userCommands } from './user.ts'
import { workerCommand } from './worker.ts'

/** The whole command line. Nothing is run yet. */
export function bellhop(): Command {
  const program = new Command('bellhop')
    .description('A self-hosted helpdesk.')
    .version(version(), '--version', 'show the version')
    .helpOption('--help', 'show this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'bellhop: ')) })
    .addHelpText('after', `\n${GENERAL}`)

  serveCommand(program)
  workerCommand(program)
  demoCommand(program)
  migrateCommand(program)
  configCommand(program)
  userCommands(program)
  tokenCommands(program)
  queueCommands(program)
  customFieldCommands(program)
  seedCommand(program)
  copyCommand(program)
  return program
}

const GENERAL = `Settings come from options, then the environment, then a file ".env" in the working
directory; "bellhop config" shows them. Relative paths start at the working directory.
"bellhop COMMAND --help" tells more about a command.

Exit codes:
${EXIT_CODES.map(([code, meaning]) => `  ${code}  ${meaning}`).join('\n')}`

function version(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
