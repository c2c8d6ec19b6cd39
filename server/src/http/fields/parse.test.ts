import { expect, test } from 'vitest'
import type { Dict, FileValue, Value } from '../../lib/value.ts'
import { booleanField, choiceField } from './choice.ts'
import { fileField, fileListField } from './file.ts'
import { integerField } from './number.ts'
import { type FormInput, parseFields } from './parse.ts'
import { primaryKeyField } from './reference.ts'
import { charField } from './text.ts'
import { durationField } from './time.ts'

const fields = {
  id: integerField({ readOnly: true }),
  queue: primaryKeyField({ exists: async (id) => id === 1 }),
  title: charField(),
  note: charField({ required: false, allowNull: true, allowBlank: true }),
  urgent: booleanField({ required: false }),
  status: choiceField({ required: false, allowNull: true, choices: [{ value: 1, label: 'Open' }] }),
  size: integerField({ required: false }),
  spent: durationField({ required: false, allowNull: true }),
  file: fileField({ required: false }),
  files: fileListField({ required: false }),
}
const json = (entries: Dict): Dict => Object.assign(Object.create(null), entries)
const form = (...entries: [string, string | FileValue][]): FormInput => {
  const input = new Map<string, (string | FileValue)[]>()
  for (const [name, value] of entries) input.set(name, [...(input.get(name) ?? []), value])
  return input
}
const read = (input: Value | FormInput, partial = false) =>
  parseFields(fields, input, { partial, context: null })
const FILE = { filename: 'a.txt', size: 5 }

test('fields are read, unknown and read-only ones are passed over', async () => {
  expect(await read(json({ id: 9, title: ' a ', queue: '1', nonsense: 1 }))).toEqual({
    ok: true,
    value: { queue: 1, title: 'a' },
  })
})

test('everything that is wrong is told, in the order of the fields', async () => {
  const { errors } = (await read(json({ size: 'x', urgent: null, queue: 7 }))) as { errors: object }
  expect(JSON.stringify(errors)).toBe(
    JSON.stringify({
      queue: ['Invalid pk "7" - object does not exist.'],
      title: ['This field is required.'],
      urgent: ['This field may not be null.'],
      size: ['A valid integer is required.'],
    }),
  )
})

test('a partial change may leave out anything', () => {
  expect(read(json({}), true)).toEqual({ ok: true, value: {} })
  expect(read(form(), true)).toEqual({ ok: true, value: {} })
})

test('without references nothing has to be waited for', () => {
  expect(read(json({ title: 'a' }), true)).not.toBeInstanceOf(Promise)
  expect(read(json({ queue: 1 }), true)).toBeInstanceOf(Promise)
})

test.each<[Value, string]>([
  [null, 'No data provided'],
  [[], 'Invalid data. Expected a dictionary, but got list.'],
  ['x', 'Invalid data. Expected a dictionary, but got str.'],
  [5, 'Invalid data. Expected a dictionary, but got int.'],
])('a body that is %j is refused as a whole', (body, message) => {
  expect(read(body)).toEqual({ ok: false, errors: { non_field_errors: [message] } })
})

test('a missing file is asked for in its own words', () => {
  expect(parseFields({ file: fileField() }, json({}), { partial: false, context: null })).toEqual({
    ok: false,
    errors: { file: ['No file was submitted.'] },
  })
})

test('what a form leaves empty is null, stays empty or is left out, as each field has it', async () => {
  const empty = ['note', 'status', 'size', 'spent', 'urgent', 'file'] as const
  const names = empty.map((name): [string, string] => [name, ''])
  expect(await read(form(['queue', '1'], ['title', 'a'], ...names))).toEqual({
    ok: true,
    value: { queue: 1, title: 'a', note: '', status: null, spent: null },
  })
})

test('a box that a form does not mention is not ticked', async () => {
  expect(await read(form(['queue', '1'], ['title', 'a']))).toEqual({
    ok: true,
    value: { queue: 1, title: 'a', urgent: false },
  })
})

test('of a name that a form repeats the last counts, and a list has them all', () => {
  expect(
    read(form(['title', 'a'], ['title', 'b'], ['files', FILE], ['files', FILE]), true),
  ).toEqual({ ok: true, value: { title: 'b', files: [FILE, FILE] } })
})

test('a form may number the items of a list', () => {
  const other = { filename: 'b.txt', size: 5 }
  expect(read(form(['files[10]', FILE], ['files[2]', other], ['files[x]', 'y']), true)).toEqual({
    ok: true,
    value: { files: [other, FILE] },
  })
  expect(read(form(['files[0]name', 'x']), true)).toMatchObject({ ok: false })
})
