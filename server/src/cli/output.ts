/** What a command answers: rows or an object for `--json`, and the same in words. */
export interface Answer {
  json: unknown
  text: string
}

/** Prints what a command answers, for people or for programs. */
export function print({ json, text }: Answer, options: { json?: boolean }) {
  process.stdout.write(options.json ? `${JSON.stringify(json, null, 2)}\n` : `${text}\n`)
}

/** Says something that is not the answer, so that it does not get in a program's way. */
export function note(text: string) {
  process.stderr.write(`${text}\n`)
}

/** Says that something takes a while, where somebody is watching. */
export function progress(text: string) {
  if (process.stderr.isTTY) note(text)
}

type Cell = string | number | boolean | null | undefined
export type Columns<Row> = Record<string, (row: Row) => Cell>

/** Rows in aligned columns under their titles. */
export function table<Row>(rows: readonly Row[], columns: Columns<Row>): string {
  const lines = [
    Object.keys(columns),
    ...rows.map((row) => Object.values(columns).map((cell) => inWords(cell(row)))),
  ]
  const widths = Object.keys(columns).map((_, at) =>
    Math.max(...lines.map((line) => line[at]!.length)),
  )
  return lines
    .map((line) =>
      line
        .map((cell, at) => cell.padEnd(widths[at]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

// What others wrote must not move the cursor or forge a line.
const inWords = (cell: Cell): string => {
  if (cell === null || cell === undefined || cell === '') return '-'
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no'
  return String(cell).replace(/\p{C}/gu, ' ')
}

/** A stored moment as people write it. */
export const day = (stored: string): string => stored.slice(0, 10)

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`
