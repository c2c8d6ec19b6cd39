import { shownField } from '../http/fields/nested.ts'
import { primaryKeyField } from '../http/fields/reference.ts'
import { charField } from '../http/fields/text.ts'
import { byReference, byText } from '../http/find/filters.ts'
import type { Findable } from '../http/find/find.ts'
import type { Context } from '../context.ts'
import { tagExists } from './queries.ts'

/** What a tag can be called. Lists of names have commas between them. */
export const tagNameField = (options: { help?: string } = {}) =>
  charField({
    ...options,
    maxLength: 50,
    checks: [
      (text) => (text.includes(',') ? 'A tag cannot have a comma in it.' : null),
      (text) => (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) ? 'A tag is one line of text.' : null),
    ],
  })

/** What the API takes and gives of a tag. */
export const TagFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  name: tagNameField({
    help: 'At most 50 characters, without commas. Names that differ in case alone are the same.',
  }),
}

/** How the list of tags can be narrowed and sorted. */
export const FindTags: Findable = {
  filters: { id: byReference('tag.id'), name: byText('tag.name') },
  orderings: { id: 'tag.id', name: 'tag.key' },
  defaultOrdering: 'name',
  fields: Object.keys(TagFields),
  searched: ['tag.name'],
}

/** What merging a tag into another takes. */
export const MergeFields = {
  into: primaryKeyField<Context>({
    help: 'The tag that its tickets get instead.',
    exists: (id, ctx) => tagExists(ctx.db, id),
  }),
}
