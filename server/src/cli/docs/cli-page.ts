import type { Command } from 'commander'
import { EXIT_CODES } from '../failure.ts'
import { bellhop } from '../program.ts'
import { markdownTable } from './markdown-table.ts'

const HEAD = `# The command line

<!-- Made by "npm run docs" from server/src/cli/: change that, not this. -->

\`npx bellhop COMMAND\` works in every folder of a checkout, after \`npm install\` or the first
\`npm start\`; \`npm run bellhop -- COMMAND\` is the same, and brings the Node.js and the packages that
are needed. Commands work on the database directly: they may be used while the server runs, and what
they change is in force at once, and written to the audit.

- **Output** is for people; \`--json\` answers programs. Notes and errors go to the standard error.
- **Passwords** are never given as arguments, where others can read them: they are asked for on a
  terminal, else read from the first line of the standard input, or made up with \`--generate\`.
- **Paths** that are relative start at the working directory (\`npx bellhop\` in a checkout: at its top
  folder). Where there is no helpdesk yet, only \`serve\`, \`migrate\` and the commands that create
  something make one; the others say so and stop.
- **Settings** are in [configuration.md](configuration.md).

${markdownTable(
  ['Exit code', 'Meaning'],
  EXIT_CODES.map(([code, meaning]) => [String(code), meaning]),
)}
`

/** docs/cli.md: the help of every command. */
export function cliPage(): string {
  return [HEAD, ...leaves(bellhop()).map(section)].join('\n')
}

/** The commands that do something: "user create", not "user". */
function leaves(command: Command, name = ''): { name: string; command: Command }[] {
  if (command.commands.length === 0) return [{ name, command }]
  return command.commands.flatMap((each) => leaves(each, `${name} ${each.name()}`.trim()))
}

function section({ name, command }: { name: string; command: Command }): string {
  return `## bellhop ${name}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`
}

/** As --help prints it, at a width that does not depend on anybody's terminal. */
function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: (part) => (text += part),
    getOutHelpWidth: () => 90,
    getOutHasColors: () => false,
  })
  command.outputHelp()
  return text.trim()
}
