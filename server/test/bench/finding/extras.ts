import { sql } from 'kysely'
import { type Db, inTransaction } from '../../../src/db/index.ts'

/** Two custom fields and two tags on the tickets that are there: one that few share, and one that many do. */
export async function addExtras(db: Db): Promise<void> {
  await inTransaction(db, async (tx) => {
    const fields = await tx
      .insertInto('custom_field')
      .values(['room', 'floor'].map(textField))
      .returning('id')
      .execute()
    const [room, floor] = fields.map(({ id }) => id)
    await sql`insert into custom_value (ticket_id, field_id, value)
      select id, ${room}, 'room ' || (id % 1000) from ticket`.execute(tx)
    await sql`insert into custom_value (ticket_id, field_id, value)
      select id, ${floor}, cast(id % 7 as text) from ticket`.execute(tx)
    const tags = await tx
      .insertInto('tag')
      .values(['urgent', 'checked'].map((name) => ({ name, key: name })))
      .returning('id')
      .execute()
    await sql`insert into ticket_tag (ticket_id, tag_id)
      select id, ${tags[0]!.id} from ticket where id % 50 = 0`.execute(tx)
    await sql`insert into ticket_tag (ticket_id, tag_id)
      select id, ${tags[1]!.id} from ticket where id % 5 = 0`.execute(tx)
  })
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
