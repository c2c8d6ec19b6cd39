import type { UserRow } from '../db/schema.ts'

/** What somebody is called: by their full name, or else by the name they sign in with. */
export const nameOf = (person: Pick<UserRow, 'first_name' | 'last_name' | 'username'>): string =>
  `${person.first_name} ${person.last_name}`.trim() || person.username
