import type { Command } from 'commander'
import { examples, port } from './command.ts'
import { progress } from './output.ts'

/** `bellhop demo`: a helpdesk to look at, gone when it is stopped. */
export function demoCommand(program: Command) {
  const command = program
    .command('demo')
    .description('run a helpdesk with made-up tickets in a throwaway folder')
    .option('--port <number>', 'port to listen on; 0 takes a free one', port, '8000')
    .action(run)
  examples(command, { 'bellhop demo --port 9000': 'stop it with Ctrl-C, and nothing is left' })
}

async function run(options: { port: string }) {
  progress('Making a coffee roastery with its tickets …')
  const { runDemo } = await import('./run-demo.ts')
  await runDemo(options.port, (line) => process.stdout.write(`${line}\n`))
}
