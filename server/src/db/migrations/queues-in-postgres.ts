import { type Kysely, sql } from 'kysely'

/**
 * A row takes its queue from the row that it hangs on, and follows it into another. That one is
 * locked meanwhile: it must not go elsewhere between this look and the commit.
 */
export async function keepQueue(
  db: Kysely<unknown>,
  { table, parent, by }: { table: string; parent: string; by: string },
): Promise<void> {
  for (const statement of [
    `create function queue_of_${table}() returns trigger language plpgsql as $$ begin
      new.queue_id := coalesce(
        (select queue_id from ${parent} where id = new.${by} for no key update), 0);
      return new;
    end $$`,
    `create trigger queue_of_${table} before insert or update of ${by}, queue_id on ${table}
      for each row execute function queue_of_${table}()`,
    `create function queue_to_${table}() returns trigger language plpgsql as $$ begin
      update ${table} set queue_id = new.queue_id where ${by} = new.id;
      return null;
    end $$`,
    `create trigger queue_to_${table} after update on ${parent} for each row
      when (old.queue_id <> new.queue_id) execute function queue_to_${table}()`,
  ]) {
    await sql.raw(statement).execute(db)
  }
}
