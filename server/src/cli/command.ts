import { type Command, InvalidArgumentError, Option } from 'commander'

/** A subcommand that opens the helpdesk, and can answer programs. */
export function subcommand(parent: Command, usage: string, description: string): Command {
  return parent.command(usage).description(description).addOption(dataDir()).addOption(json())
}

export const dataDir = () =>
  new Option('--data-dir <folder>', 'folder of the database and the files (BELLHOP_DATA_DIR)')

export const json = () => new Option('--json', 'answer in JSON')

/** Examples at the end of a command's help: the command, and what it does. */
export function examples(command: Command, lines: Record<string, string>): Command {
  const text = Object.entries(lines)
    .map(([example, meaning]) => `  # ${meaning}\n  $ ${example}`)
    .join('\n')
  return command.addHelpText('after', `\nExamples:\n${text}`)
}

/** An option's value that must be a whole number; an empty one stands for none. */
export function wholeNumber(text: string): number | null {
  if (text === '') return null
  if (!/^-?\d{1,10}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

/** An option's value that must be the number of a port. */
export function port(text: string): string {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new InvalidArgumentError('It must be a number from 0 to 65535.')
  }
  return text
}

/** An option's value that must be a number of processes. */
export function processes(text: string): string {
  if (!/^\d{1,2}$/.test(text) || Number(text) < 1 || Number(text) > 64) {
    throw new InvalidArgumentError('It must be a number from 1 to 64.')
  }
  return text
}

/** The values that were given: what is undefined stays as it is. */
export function given<Values extends object>(values: Values) {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [Key in keyof Values]?: Exclude<Values[Key], undefined> }
}
