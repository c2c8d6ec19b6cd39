import { loadEnvFile } from './cli/environment.ts'
import { report } from './cli/failure.ts'
import { bellhop } from './cli/program.ts'

// Whoever reads our output may stop before its end: "bellhop user list | head -1".
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  loadEnvFile()
  await bellhop().parseAsync()
} catch (error) {
  process.exitCode = report(error)
}
