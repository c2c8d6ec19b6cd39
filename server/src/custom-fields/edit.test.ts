import { expect, onTestFinished, test } from 'vitest'
import { quickSetting } from '../../test/database.ts'
import { readConfig } from '../config.ts'
import { openContext } from '../open.ts'
import { addQueue } from '../queues/add.ts'
import { createCustomField } from './create.ts'
import { deleteCustomField } from './delete.ts'
import { editCustomField } from './edit.ts'

async function desk() {
  const ctx = await openContext(readConfig(await quickSetting()))
  onTestFinished(() => ctx.db.destroy())
  return ctx
}

const site = { name: 'site', label: 'Site' }

test.for([
  [{ data_type: 'list' }, 'list_values'],
  [{ data_type: 'list', list_values: ' \n ' }, 'list_values'],
  [{ data_type: 'text', list_values: 'Shop' }, 'list_values'],
  [{ data_type: 'varchar' }, 'max_length'],
  [{ data_type: 'date', max_length: 3 }, 'max_length'],
  [{ data_type: 'integer', decimal_places: 2 }, 'decimal_places'],
  [{ data_type: 'decimal', max_length: 2, decimal_places: 3 }, 'decimal_places'],
  [{ data_type: 'text', empty_selection_list: true }, 'empty_selection_list'],
  [{ data_type: 'colour' }, 'data_type'],
  [{ data_type: 'text', label: 'x'.repeat(31) }, 'label'],
  [{ data_type: 'text', name: 'with space' }, 'name'],
] as const)('a custom field of %j is refused for its %s', async ([input, field]) => {
  const made = createCustomField(await desk(), { ...site, ...input })
  await expect(made).rejects.toMatchObject({ fields: { [field]: [expect.any(String)] } })
})

test('a custom field keeps what is not changed, and its type once tickets use it', async () => {
  const ctx = await desk()
  const list = { ...site, data_type: 'list', list_values: 'Shop\r\n Office \n' }
  const field = await createCustomField(ctx, list)
  expect(field).toMatchObject({ list_values: 'Shop\nOffice', required: false, ordering: null })
  await expect(createCustomField(ctx, list)).rejects.toMatchObject({
    fields: { name: [expect.stringContaining('exists')] },
  })
  expect(await editCustomField(ctx, 'site', { required: true })).toMatchObject({
    list_values: 'Shop\nOffice',
    required: true,
  })

  const queue = await addQueue(ctx, { slug: 'support', title: 'Support' })
  const { id } = await ctx.db
    .insertInto('ticket')
    .values({
      queue_id: queue.id,
      title: 'T',
      status: 1,
      on_hold: false,
      priority: 3,
      secret_key: 'k',
      created: '2025-01-01T00:00:00.000000Z',
      modified: '2025-01-01T00:00:00.000000Z',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const value = { ticket_id: id, field_id: field.id, value: 'Shop' }
  await ctx.db.insertInto('custom_value').values(value).execute()

  const asText = { data_type: 'text', list_values: '' }
  await expect(editCustomField(ctx, 'site', asText)).rejects.toThrow('type cannot change any more')
  const deletion = { name: 'site', withValues: false }
  await expect(deleteCustomField(ctx, deletion)).rejects.toThrow('has a value in 1 ticket,')
  expect(await deleteCustomField(ctx, { ...deletion, withValues: true })).toEqual({
    values_deleted: 1,
  })
  expect(await ctx.db.selectFrom('custom_value').selectAll().execute()).toEqual([])
  await expect(deleteCustomField(ctx, deletion)).rejects.toThrow('There is no custom field "site".')
})
