export const STATUS = { open: 1, reopened: 2, resolved: 3, closed: 4, duplicate: 5 } as const
export const OPEN_STATUSES: number[] = [STATUS.open, STATUS.reopened]

/** Number and name, as django-helpdesk has them. */
export const STATUSES: [number, string][] = [
  [1, 'Open'],
  [2, 'Reopened'],
  [3, 'Resolved'],
  [4, 'Closed'],
  [5, 'Duplicate'],
]

export const PRIORITIES: [number, string][] = [
  [1, '1. Critical'],
  [2, '2. High'],
  [3, '3. Normal'],
  [4, '4. Low'],
  [5, '5. Very Low'],
]

/** A status with what holds a ticket up: `Open - On Hold - Open dependencies`. */
export function statusInWords(
  status: number,
  held: { onHold: boolean; isBlocked: boolean },
): string {
  const onHold = held.onHold ? ' - On Hold' : ''
  const blocked = held.isBlocked ? ' - Open dependencies' : ''
  return `${statusName(status)}${onHold}${blocked}`
}

export const statusName = (status: number): string =>
  STATUSES.find(([number]) => number === status)?.[1] ?? String(status)
