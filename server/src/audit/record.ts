import type { Tx } from '../db/index.ts'
import { toStored } from '../lib/time.ts'

/** Who makes a change, and from where. */
export interface By {
  id: number | null
  username: string
  address: string | null
}

/** Whoever sits at this machine's command line: which person that is nobody knows. */
export const COMMAND_LINE: By = { id: null, username: '', address: 'cli' }

export interface Change {
  action: string
  /** The kind of thing, as its path has it: "queue", "preset-reply". */
  kind: string
  id: number
  /** What people call it. */
  label: string
  before?: object
  after?: object
}

/**
 * Notes who changed what, in the transaction that changes it. Give it only columns that may be read by
 * an admin: whoever calls leaves out passwords and keys.
 */
export async function recordChange(
  tx: Tx,
  by: By,
  { action, kind, id, label, before = {}, after = {}, now }: Change & { now: Date },
): Promise<void> {
  const changes = changesBetween(before, after)
  await tx
    .insertInto('audit')
    .values({
      at: toStored(now),
      user_id: by.id,
      username: by.username,
      address: by.address,
      action,
      kind,
      object_id: id,
      label,
      changes: asText(changes),
    })
    .execute()
}

/** A duration may be a number that JSON does not have. */
const asText = (value: unknown) =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each))

/** Old and new value of each field that differs. */
export function changesBetween(before: object, after: object): Record<string, [unknown, unknown]> {
  const old = new Map(Object.entries(before))
  const names = new Set([...old.keys(), ...Object.keys(after)])
  const values = new Map(Object.entries(after))
  return Object.fromEntries(
    [...names]
      .map((name) => [name, [old.get(name) ?? null, values.get(name) ?? null]] as const)
      .filter(([, [from, to]]) => asText(from) !== asText(to))
      .map(([name, [from, to]]) => [name, [from, to]]),
  )
}
