import { sql } from 'kysely'
import type { Db } from '../db/index.ts'

/** Every custom field, in the order in which tickets show them, with how many tickets hold a value. */
export async function listCustomFields(db: Db) {
  return db
    .selectFrom('custom_field')
    .selectAll()
    .select(({ selectFrom, fn }) =>
      selectFrom('custom_value')
        .select(fn.countAll<number>().as('count'))
        .whereRef('custom_value.field_id', '=', 'custom_field.id')
        .as('tickets'),
    )
    .orderBy(sql`ordering asc nulls first`)
    .orderBy('id')
    .execute()
}
