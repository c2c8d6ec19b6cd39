import { sql } from 'kysely'
import { type Db, inTransaction, type Tx } from '../../../src/db/index.ts'

/**
 * Makes two custom fields and two tags, one that few tickets share and one that many do. Gives what is
 * to be written with the tickets from an id on.
 */
export async function makeExtras(db: Db): Promise<(tx: Tx, from: number) => Promise<void>> {
  const { fields, tags } = await inTransaction(db, async (tx) => ({
    fields: await tx
      .insertInto('custom_field')
      .values(['room', 'floor'].map(textField))
      .returning('id')
      .execute(),
    tags: await tx
      .insertInto('tag')
      .values(['urgent', 'checked'].map((name) => ({ name, key: name })))
      .returning('id')
      .execute(),
  }))
  const [room, floor] = fields.map(({ id }) => id)
  const [urgent, checked] = tags.map(({ id }) => id)
  return async (tx, from) => {
    await sql`insert into custom_value (ticket_id, field_id, value)
      select id, ${room}, 'room ' || (id % 1000) from ticket where id >= ${from}
      union all select id, ${floor}, cast(id % 7 as text) from ticket where id >= ${from}`.execute(
      tx,
    )
    await sql`insert into ticket_tag (ticket_id, tag_id)
      select id, ${urgent} from ticket where id >= ${from} and id % 50 = 0
      union all select id, ${checked} from ticket where id >= ${from} and id % 5 = 0`.execute(tx)
  }
}

const textField = (name: string) => ({
  name,
  label: name,
  help_text: null,
  data_type: 'varchar',
  max_length: 100,
  decimal_places: null,
  empty_selection_list: false,
  list_values: null,
  ordering: null,
  required: false,
  staff_only: false,
})
