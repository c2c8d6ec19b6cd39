import { expect, test } from 'vitest'
import { deskOfQueues } from '../../test/queues.ts'
import { addCc } from './cc/change.ts'
import { addChecklist } from './checklists/change.ts'
import { addDependency } from './dependencies/change.ts'
import { addLink } from './links/change.ts'
import { addTags } from './tags/change.ts'

test('nothing is hung on a ticket that was moved out of reach while somebody was writing', async () => {
  const { ctx, staff, own, hidden } = await deskOfQueues()
  const { id, username, email } = staff
  const actor = { id, username, email, isStaff: true, isSuperuser: false, address: null }
  const asking = { ctx, actor }
  const ticket = hidden.ticket
  for (const work of [
    () => addCc(asking, ticket, { email: 'eve@example.com' }),
    () => addTags(asking, ticket, ['fire']),
    () => addChecklist(asking, ticket, { name: 'List' }),
    () => addDependency(asking, ticket, own.ticket),
    () => addLink(asking, ticket, { to: own.ticket, kind: 'related' }),
    () => addLink(asking, own.ticket, { to: ticket, kind: 'related' }),
  ]) {
    await expect(work()).rejects.toMatchObject({ code: 'not_found' })
  }
  for (const table of ['ticket_cc', 'ticket_tag', 'checklist', 'ticket_link'] as const) {
    expect(await ctx.db.selectFrom(table).selectAll().execute(), table).toEqual([])
  }
})
