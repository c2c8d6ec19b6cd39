import type { Context } from '../context.ts'
import { endpoint, everyone } from '../http/endpoint.ts'
import { readFields } from '../http/form.ts'
import { readChoice } from '../http/find/find.ts'
import { chosen } from '../http/find/list.ts'
import { idOf } from '../http/id.ts'
import { queryOf } from '../http/query.ts'
import { resource } from '../http/resource.ts'
import type { App } from '../http/types.ts'
import { requireSignedIn, requireStaff, signedIn, staff } from '../users/authenticate.ts'
import { seenCategories, seenItem, seenItems, writableCategory, writableItem } from './access.ts'
import { changeCategory, createCategory, deleteCategory } from './categories.ts'
import { changeItem, createItem, deleteItem } from './items.ts'
import { categoryOf, showItems } from './queries.ts'
import { CategoryFields, FindCategories, FindItems, ItemFields, VoteFields } from './schema.ts'
import { vote } from './vote.ts'

/** `/api/kb-categories/`. */
export function categoryRoutes(app: App, ctx: Context) {
  resource(app, ctx, {
    name: 'Knowledge Base Category',
    description: 'What the items of the knowledge base are sorted into.',
    allow: { read: everyone, write: staff },
    rows: 'that are public; for staff also those of no queue, or of one they may see; to change them, whose queue they manage',
    fields: CategoryFields,
    context: (request) => ({ ctx, actor: requireStaff(request) }),
    find: FindCategories,
    id: 'kb_category.id',
    from: (request) => seenCategories(ctx, request),
    show: (rows) => rows.map(categoryOf),
    create: async (request, given) => createCategory(ctx, requireStaff(request), given),
    mayEdit: (request, row) => writableCategory(ctx, requireStaff(request), row),
    edit: async (request, row, given) => {
      const actor = requireStaff(request)
      await changeCategory(ctx, actor, await writableCategory(ctx, actor, row), given)
    },
    remove: async (request, row) => {
      const actor = requireStaff(request)
      await deleteCategory(ctx, actor, await writableCategory(ctx, actor, row))
    },
  })
}

/** `/api/kb-items/`. */
export function itemRoutes(app: App, ctx: Context) {
  resource(app, ctx, {
    name: 'Knowledge Base Item',
    description: 'Questions that come again and again, and their answers.',
    allow: { read: everyone, write: staff },
    rows: 'that are enabled in public categories; for staff as their category',
    fields: ItemFields,
    context: (request) => ({ ctx, actor: requireStaff(request) }),
    find: FindItems,
    id: 'kb_item.id',
    from: (request) => seenItems(ctx, request),
    show: (rows, request) => showItems(ctx, request, rows),
    create: async (request, given) => createItem(ctx, requireStaff(request), given),
    mayEdit: (request, row) => writableItem(ctx, requireStaff(request), row),
    edit: async (request, row, given) => {
      const actor = requireStaff(request)
      await changeItem(ctx, actor, await writableItem(ctx, actor, row), given)
    },
    remove: async (request, row) => {
      const actor = requireStaff(request)
      await deleteItem(ctx, actor, await writableItem(ctx, actor, row))
    },
  })

  endpoint(app, '/:id/vote', {
    name: 'Knowledge Base Vote',
    description: 'Says whether an item has helped. Each person has one vote, and may change it.',
    allow: signedIn,
    rows: 'on items they may see',
    fields: async () => VoteFields,
    POST: async (request) => {
      const choice = readChoice(queryOf(request), FindItems)
      const item = await seenItem(ctx, request, idOf(request))
      const { helpful } = await readFields(ctx, request, VoteFields)
      await vote(ctx, requireSignedIn(request), item, helpful!)
      const [shown] = await showItems(ctx, request, [await seenItem(ctx, request, item.id)])
      return chosen(shown!, choice)
    },
  })
}
