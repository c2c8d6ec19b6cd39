import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { uploadRefusals } from '../files/media-type.ts'
import type { Upload } from '../files/store.ts'
import { booleanField } from '../http/fields/choice.ts'
import { type Field, type FieldOptions, optional } from '../http/fields/field.ts'
import { fileField } from '../http/fields/file.ts'
import { shownField } from '../http/fields/nested.ts'
import { slugField } from '../http/fields/network.ts'
import { integerField } from '../http/fields/number.ts'
import { primaryKeyField } from '../http/fields/reference.ts'
import { charField } from '../http/fields/text.ts'
import { byFlag, byNumber, byReference, byText, byTime } from '../http/find/filters.ts'
import type { Findable } from '../http/find/find.ts'
import { includes, visibleQueues } from '../queues/access.ts'
import { findQueue } from '../queues/queries.ts'
import type { Actor } from '../users/queries.ts'
import { categoryExists } from './access.ts'

/** A list shows a hundred of them, and the audit keeps what they were: they are no files. */
const LONGEST_TEXT = 100_000

/** Yes or no, for a form as for JSON: what a form leaves out is left out, and not a no. */
function saidFlag(options: FieldOptions): Field<boolean | null, unknown> {
  const { formDefault: _, ...field } = booleanField(options)
  return field
}

/** What the API takes and gives of a category of the knowledge base. */
export const CategoryFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  name: charField({ maxLength: 100, help: 'What staff call it.' }),
  title: charField({ maxLength: 100, help: 'What readers see above its items.' }),
  slug: slugField({ maxLength: 50, help: 'Its name in addresses; no two have the same.' }),
  description: charField({ required: false, allowBlank: true, maxLength: LONGEST_TEXT }),
  queue: optional(
    primaryKeyField<{ ctx: Context; actor: Actor }>({
      help: 'Where questions about it go. Who manages this queue may write here.',
      exists: async (id, { ctx, actor }) =>
        includes(await visibleQueues(ctx, actor), id) &&
        (await findQueue(ctx.db, id)) !== undefined,
    }),
  ),
  public: saidFlag({
    required: false,
    help: 'Whether everybody may read it, without an account; otherwise staff. True unless said.',
  }),
}

/** How a list of categories can be narrowed and sorted. */
export const FindCategories: Findable = {
  filters: {
    id: byReference('kb_category.id'),
    name: byText('kb_category.name'),
    title: byText('kb_category.title'),
    slug: byText('kb_category.slug'),
    queue: byReference('kb_category.queue_id'),
    public: byFlag('kb_category.public'),
  },
  orderings: { id: 'kb_category.id', title: 'kb_category.title', slug: 'kb_category.slug' },
  defaultOrdering: 'title',
  fields: Object.keys(CategoryFields),
  searched: ['kb_category.title', 'kb_category.description'],
}

const MOST_POSITION = 2_147_483_647

/** What the API takes and gives of an item: a question, and its answer. */
export const ItemFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  category: primaryKeyField<{ ctx: Context; actor: Actor }>({
    exists: (id, { ctx, actor }) => categoryExists(ctx, actor, id),
  }),
  title: charField({ maxLength: 100 }),
  question: charField({ maxLength: LONGEST_TEXT }),
  answer: charField({ maxLength: LONGEST_TEXT, help: 'Markdown.' }),
  enabled: saidFlag({
    required: false,
    help: 'Whether others than staff may read it. True unless said.',
  }),
  order: optional(
    integerField({
      minValue: -MOST_POSITION - 1,
      maxValue: MOST_POSITION,
      help: 'Items with a smaller number come first, those without one before all others.',
    }),
  ),
  votes: shownField({ type: 'integer', help: 'How many people have voted on it.' }),
  recommendations: shownField({
    type: 'integer',
    help: 'How many of them found it helpful.',
  }),
  my_vote: shownField({
    type: 'boolean',
    help: 'Whether whoever asks found it helpful; null if they have not voted.',
  }),
  last_updated: shownField({ type: 'datetime', help: 'When its text was last changed, in UTC.' }),
  attachments: shownField({ help: 'Its files; `file` is a link that expires, to a download.' }),
}

/** How a list of items can be narrowed and sorted. */
export const FindItems: Findable = {
  filters: {
    id: byReference('kb_item.id'),
    category: byReference('kb_item.category_id'),
    category_slug: byText('kb_category.slug'),
    title: byText('kb_item.title'),
    enabled: byFlag('kb_item.enabled'),
    votes: byNumber('kb_item.votes'),
    recommendations: byNumber('kb_item.recommendations'),
    last_updated: byTime('kb_item.last_updated'),
  },
  orderings: {
    id: 'kb_item.id',
    category: 'kb_item.category_id',
    title: 'kb_item.title',
    order: 'kb_item.position',
    votes: 'kb_item.votes',
    recommendations: 'kb_item.recommendations',
    last_updated: 'kb_item.last_updated',
  },
  defaultOrdering: 'category,order',
  fields: Object.keys(ItemFields),
  searched: ['kb_item.title', 'kb_item.question', 'kb_item.answer'],
}

/** A vote. */
export const VoteFields = {
  helpful: saidFlag({
    allowNull: true,
    help: 'True or false; null takes the vote back.',
  }),
}

/** What the API takes and gives of a file of an item. */
export const itemFileFields = (types: Config['attachments']['types']) => ({
  id: shownField({ type: 'integer', label: 'ID' }),
  file: fileField<Upload>({
    label: 'File',
    help: 'In an answer: a link that expires, to a download.',
    maxLength: 1000,
    checks: [(file) => uploadRefusals(file, types).join(' ') || null],
  }),
  filename: shownField({ type: 'string' }),
  mime_type: shownField({ type: 'string', label: 'MIME Type' }),
  size: shownField({ type: 'integer', help: 'In bytes.' }),
})
