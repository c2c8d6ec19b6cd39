import type { Outcome } from './scenario.ts'

const MOST = 12

/** A person's view of how an exchange went, one difference a paragraph. */
export function reportOf(outcome: Outcome, verbose = false): string {
  const { scenario, step, request, differences } = outcome
  const shown = verbose ? differences : differences.slice(0, MOST)
  const lines = shown.map(
    ({ at, expected, actual }) =>
      `  ${at}\n    expected: ${cut(expected, verbose)}\n    got:      ${cut(actual, verbose)}`,
  )
  if (shown.length < differences.length) {
    lines.push(`  … and ${differences.length - shown.length} more (--verbose shows all)`)
  }
  const mark = differences.length === 0 ? 'alike' : 'DIFFERS'
  return [`${mark}  ${scenario} › ${step}`, `  ${cut(request, verbose)}`, ...lines].join('\n')
}

/** The last line: how many exchanges were answered as recorded. */
export function totalOf(outcomes: Outcome[]): string {
  const alike = outcomes.filter(({ differences }) => differences.length === 0).length
  return `${alike} of ${outcomes.length} exchanges answered alike`
}

function cut(text: string, verbose: boolean): string {
  return verbose || text.length <= 400 ? text : `${text.slice(0, 400)}…`
}
