import type { Command } from 'commander'
import { dataDir, examples } from './command.ts'
import { configWith, databasePath, type SettingOptions } from './environment.ts'
import { note } from './output.ts'

/** `bellhop worker`: jobs alone. */
export function workerCommand(program: Command) {
  const command = program
    .command('worker')
    .description(
      'run jobs (mail, deleting files), and nothing else, until it is stopped (Ctrl-C or SIGTERM)',
    )
    .addOption(dataDir())
    .action(run)
  examples(command, {
    'bellhop worker': 'beside "bellhop serve --no-jobs"; two of them share the jobs',
  })
}

async function run(options: SettingOptions) {
  const config = configWith(options)
  // The other commands start faster for not loading the server.
  const { runJobs } = await import('../processes/jobs.ts')
  await runJobs(config, () =>
    note(`Bellhop runs the jobs of ${databasePath(config) ?? 'its database'}. Stop with Ctrl-C.`),
  )
}
