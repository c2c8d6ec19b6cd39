import { STATUSES } from '../lib/ticket-status.ts'

/** What a line such as "ines, hours 2, private" says: words alone are flags. */
type Facts = Map<string, string>

/** One ticket of the demo: who asked what when, and what came of it. */
export interface Story {
  title: string
  facts: Facts
  text: string
  answers: Reply[]
}

export interface Reply {
  by: string
  facts: Facts
  text: string
}

const FACTS = {
  ticket: [
    'from',
    'days',
    'for',
    'priority',
    'due',
    'hold',
    'order_number',
    'machine',
    'visit',
    'refund',
  ],
  reply: ['hours', 'minutes', 'private', 'file', ...STATUSES.map(([, name]) => name.toLowerCase())],
}

/** Reads tickets that are written as "== title", facts, text, and "-- who, facts", text for replies. */
export function readStories(source: string): Story[] {
  return source
    .split(/^== /m)
    .slice(1)
    .map((part) => {
      const [ticket = '', ...replies] = part.split(/^-- /m)
      const [title = '', facts = '', ...text] = ticket.trim().split('\n')
      return {
        title,
        facts: readFacts(facts, FACTS.ticket),
        text: text.join('\n'),
        answers: replies.map(readReply),
      }
    })
}

function readReply(source: string): Reply {
  const [head = '', ...text] = source.trim().split('\n')
  const [by = '', ...facts] = head.split(', ')
  return { by, facts: readFacts(facts.join(', '), FACTS.reply), text: text.join('\n') }
}

function readFacts(line: string, known: string[]): Facts {
  const facts = new Map<string, string>()
  for (const fact of line.split(', ')) {
    const [name = '', ...value] = fact.split(' ')
    if (!known.includes(name)) throw new Error(`The demo does not know "${name}" in "${line}".`)
    facts.set(name, value.join(' '))
  }
  return facts
}

/** The number that a fact gives, or `otherwise`. */
export function numberOf(facts: Facts, name: string, otherwise: number): number {
  const value = facts.get(name)
  return value === undefined ? otherwise : Number(value)
}
