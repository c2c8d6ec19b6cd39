import { expect, test } from 'vitest'
import { choiceField } from './choice.ts'
import { describeFields } from './describe.ts'
import { fileListField } from './file.ts'
import { nestedListField } from './nested.ts'
import { decimalField, integerField } from './number.ts'
import { emailField } from './network.ts'

const describe = (fields: Parameters<typeof describeFields>[0]) =>
  JSON.stringify(describeFields(fields))

test('a field is described by its type, its duties, its name and its limits', () => {
  expect(describe({ submitter_email: emailField({ maxLength: 254, required: false }) })).toBe(
    '{"submitter_email":{"type":"email","required":false,"read_only":false,"label":"Submitter email","max_length":254}}',
  )
  expect(describe({ size: integerField({ minValue: -(2n ** 63n), maxValue: 9 }) })).toBe(
    '{"size":{"type":"integer","required":true,"read_only":false,"label":"Size","min_value":-9223372036854775808,"max_value":9}}',
  )
  expect(
    describe({
      price: decimalField({ label: 'Cost', help: 'In euros', maxDigits: 7, decimalPlaces: 2 }),
    }),
  ).toBe(
    '{"price":{"type":"decimal","required":true,"read_only":false,"label":"Cost","help_text":"In euros","max_digits":7,"decimal_places":2}}',
  )
})

test('choices are listed, unless nobody can choose', () => {
  const choices = [{ value: 1, label: 'Open' }]
  expect(describe({ status: choiceField({ choices }) })).toContain(
    '"choices":[{"value":1,"display_name":"Open"}]',
  )
  expect(describe({ status: choiceField({ choices, readOnly: true }) })).not.toContain('choices')
})

test('lists describe their items, and objects their fields', () => {
  const inner = { id: integerField({ readOnly: true, label: 'ID' }) }
  expect(
    describe({ files: fileListField({ required: false }), rows: nestedListField(inner) }),
  ).toBe(
    JSON.stringify({
      files: {
        type: 'list',
        required: false,
        read_only: false,
        label: 'Files',
        child: { type: 'file upload', required: true, read_only: false },
      },
      rows: {
        type: 'field',
        required: false,
        read_only: true,
        label: 'Rows',
        child: {
          type: 'nested object',
          required: false,
          read_only: true,
          children: { id: { type: 'integer', required: false, read_only: true, label: 'ID' } },
        },
      },
    }),
  )
})
