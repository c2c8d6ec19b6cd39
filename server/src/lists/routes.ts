import type { Context } from '../context.ts'
import type { Request } from '../http/types.ts'
import { requireStaff } from '../users/authenticate.ts'
import { addRow, changeRow, deleteRow } from './change.ts'
import type { List } from './list.ts'
import { entryOf } from './rows.ts'

type Given = Record<string, unknown>

/** How rows of a list are added, changed and deleted. `listFor` gives the list as this person has it. */
export const changesOf = <Row extends { id: number }>(
  ctx: Context,
  listFor: (request: Request) => Promise<List<Row>> | List<Row>,
) => ({
  create: async (request: Request, given: Given) =>
    addRow(ctx, requireStaff(request), await listFor(request), given),
  mayEdit: async (request: Request, { id }: { id: number }) => {
    const list = await listFor(request)
    list.check?.(await entryOf(ctx.db, list, id))
  },
  edit: async (request: Request, { id }: { id: number }, given: Given) =>
    changeRow(ctx, requireStaff(request), await listFor(request), { id, given }),
  remove: async (request: Request, { id }: { id: number }) =>
    deleteRow(ctx, requireStaff(request), await listFor(request), id),
})
