import type { Figures } from './figures.ts'
import type { Check } from './targets.ts'

/** All figures as a Markdown table. */
export function figuresTable(figures: Figures[]): string {
  return table(
    [
      'case',
      'tickets',
      'requests/s',
      'p50 ms',
      'p99 ms',
      'CPU ms',
      'memory MB',
      'of bare HTTP',
      '… by CPU',
      'of bare SQLite',
    ],
    figures.map((figure) => [
      figure.name,
      figure.tickets.toLocaleString('en'),
      shown(figure.rate, 0),
      shown(figure.p50, 2),
      shown(figure.p99, 2),
      shown(figure.cpu, 3),
      shown(figure.memory, 0),
      shown(figure.toBare, 2),
      shown(figure.toBareCpu, 2),
      shown(figure.toSqlite, 2),
    ]),
  )
}

/** What several processes read, beside what one does. */
export function workersTable(
  rows: { name: string; one: number; several: number; gain: number }[],
  workers: number,
): string {
  return table(
    ['case', '1 process, requests/s', `${workers} processes`, 'gain'],
    rows.map(({ name, one, several, gain }) => [
      name,
      shown(one, 0),
      shown(several, 0),
      shown(gain, 2),
    ]),
  )
}

/** How long it took until questions of a kind were answered. */
export function findingTable(
  rows: { name: string; requests: number; p50: number; p90: number; p99: number; most: number }[],
): string {
  return table(
    ['what is asked', 'requests', 'p50 ms', 'p90 ms', 'p99 ms', 'most ms'],
    rows.map(({ name, requests, p50, p90, p99, most }) => [
      name,
      shown(requests, 0),
      ...[p50, p90, p99, most].map((ms) => shown(ms, 1)),
    ]),
  )
}

/** The targets as a Markdown table. */
export function checksTable(checks: Check[]): string {
  return table(
    ['target', 'limit', 'measured', ''],
    checks.map(({ promise, kind, limit, measured, ok }) => [
      promise,
      `${kind} ${Number(limit.toFixed(3))}`,
      shown(measured, measured < 10 ? 2 : 0),
      ok ? 'ok' : '**missed**',
    ]),
  )
}

function table(head: string[], rows: string[][]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const shown = (value: number | null, digits: number): string =>
  value === null
    ? '–'
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
