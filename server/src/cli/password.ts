import { randomInt } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { CliError } from './failure.ts'
import { note } from './output.ts'

export interface PasswordOptions {
  generate?: boolean
  passwordStdin?: boolean
}

const WISE_LENGTH = 12
// No letters or digits that are mistaken for one another.
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789'

/** The password a command is to set: made up, asked for, or read from the standard input. */
export async function newPassword({
  generate,
  passwordStdin,
}: PasswordOptions): Promise<{ password: string; generated: boolean }> {
  if (generate) return { password: generatePassword(), generated: true }
  const asked = process.stdin.isTTY && !passwordStdin
  const password = asked ? await askTwice() : await firstLine()
  if (password === '') throw new CliError('No password was given: nothing was changed.')
  if (password.length < WISE_LENGTH) {
    note(`This password is short: ${WISE_LENGTH} characters or more are safer.`)
  }
  return { password, generated: false }
}

/** 20 random characters, in groups that are easy to copy. */
function generatePassword(): string {
  const group = () => Array.from({ length: 5 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
  return Array.from({ length: 4 }, group).join('-')
}

async function askTwice(): Promise<string> {
  const password = await ask('Password: ')
  if (password !== '' && (await ask('Again: ')) !== password) {
    throw new CliError('The two are not the same: nothing was changed.')
  }
  return password
}

async function ask(question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
  process.stderr.write(question)
  try {
    return await new Promise((resolve, reject) => {
      const stop = () => reject(new CliError('Stopped: nothing was changed.'))
      lines.once('line', resolve).once('SIGINT', stop).once('close', stop)
    })
  } finally {
    lines.close()
    note('')
  }
}

async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin, crlfDelay: Infinity })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
    process.stdin.destroy()
  }
}
