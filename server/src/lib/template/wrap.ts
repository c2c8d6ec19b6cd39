import { length, strip } from '../python.ts'
import { checkSize } from './limits.ts'

/** Breaks a line at its spaces so that parts are this wide at most; longer words stay whole. */
export function wrapLine(line: string, width: number): string[] {
  const chunks = expandTabs(line).split(/( +)/).filter(Boolean)
  const lines: string[] = []
  let at = 0
  while (at < chunks.length) {
    if (lines.length > 0 && isBlank(chunks[at])) at++
    const from = at
    let used = 0
    while (at < chunks.length && used + widthOf(chunks[at]) <= width) {
      used += widthOf(chunks[at])
      at++
    }
    if (at === from && at < chunks.length) at++
    const parts = chunks.slice(from, at)
    if (parts.length > 0 && isBlank(parts.at(-1))) parts.pop()
    if (parts.length > 0) lines.push(parts.join(''))
  }
  return lines
}

const widthOf = (chunk = '') => length(chunk)
const isBlank = (chunk = '') => strip(chunk) === ''

function expandTabs(line: string): string {
  if (!line.includes('\t')) return line
  let expanded = ''
  let column = 0
  for (const part of line.split(/(\t)/)) {
    const added = part === '\t' ? ' '.repeat(8 - (column % 8)) : part
    expanded += added
    column += length(added)
    checkSize(expanded.length)
  }
  return expanded
}
