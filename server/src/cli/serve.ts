import type { Command } from 'commander'
import { dataDir, examples, port, processes } from './command.ts'
import { configWith, type SettingOptions } from './environment.ts'

/** `bellhop serve`: the helpdesk itself. */
export function serveCommand(program: Command) {
  const command = program
    .command('serve')
    .description('run the helpdesk until it is stopped (Ctrl-C or SIGTERM)')
    .option('--host <address>', 'address to listen on (BELLHOP_HOST)')
    .option('--port <number>', 'port to listen on; 0 takes a free one (BELLHOP_PORT)', port)
    .option('--workers <number>', 'processes that answer requests (BELLHOP_WORKERS)', processes)
    .option('--no-jobs', 'leave jobs to "bellhop worker" (BELLHOP_JOBS=false)')
    .addOption(dataDir())
    .action(run)
  examples(command, {
    'bellhop serve': 'on http://127.0.0.1:8000, with its data in ./data',
    'bellhop serve --workers 4': 'with four processor cores',
    'bellhop serve --host 0.0.0.0 --port 80 --data-dir /var/lib/bellhop': 'for a whole network',
  })
}

async function run(options: SettingOptions) {
  const config = configWith(options)
  // The other commands start faster for not loading the server.
  const { serve } = await import('../start.ts')
  // Standard output is the log's, a line a request.
  await serve(config, (line) => process.stderr.write(`${line}\n`))
}
