import type { Db } from '../db/index.ts'
import type { GroupRow, Level } from '../db/schema.ts'

/** A group as the API shows it. */
export interface Group extends GroupRow {
  /** The ids of people. */
  members: number[]
  queues: { queue: number; level: Level }[]
}

/** Groups with who is in them, and what they were given: two queries however many they are. */
export async function showGroups(db: Db, rows: GroupRow[]): Promise<Group[]> {
  const groups = new Map<number, Group>(
    rows.map((row) => [row.id, { ...row, members: [], queues: [] }]),
  )
  if (rows.length === 0) return []
  const ids = [...groups.keys()]
  const members = await db
    .selectFrom('group_member')
    .selectAll()
    .where('group_id', 'in', ids)
    .orderBy('group_id')
    .orderBy('user_id')
    .execute()
  const queues = await db
    .selectFrom('group_queue')
    .selectAll()
    .where('group_id', 'in', ids)
    .orderBy('group_id')
    .orderBy('queue_id')
    .execute()
  for (const { group_id, user_id } of members) groups.get(group_id)!.members.push(user_id)
  for (const { group_id, queue_id, level } of queues) {
    groups.get(group_id)!.queues.push({ queue: queue_id, level })
  }
  return [...groups.values()]
}
