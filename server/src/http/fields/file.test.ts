import { expect, test } from 'vitest'
import { fileField, fileListField } from './file.ts'

const NO_FILE = 'The submitted data was not a file. Check the encoding type on the form.'
const file = (filename: string, size = 5) => ({ filename, size })
const refused = (...errors: string[]) => ({ ok: false, errors })

test('a file has to be one, to have a name and to hold something', () => {
  const field = fileField({ maxLength: 5 })
  const dict = Object.assign(Object.create(null), file('a.txt'))
  expect(field.parse(file('a.txt'), null)).toEqual({ ok: true, value: file('a.txt') })
  expect(field.parse('a.txt', null)).toEqual(refused(NO_FILE))
  expect(field.parse(dict, null)).toEqual(refused(NO_FILE))
  expect(field.parse(file(''), null)).toEqual(refused('No filename could be determined.'))
  expect(field.parse(file('a.txt', 0), null)).toEqual(refused('The submitted file is empty.'))
  expect(field.parse(file('ab.txt'), null)).toEqual(
    refused('Ensure this filename has at most 5 characters (it has 6).'),
  )
})

test('a file may have to pass a check of its own', () => {
  const field = fileField({ checks: [({ filename }) => `No room for ${filename}.`] })
  expect(field.parse(file('a.txt'), null)).toEqual(refused('No room for a.txt.'))
})

test('what is wrong with one of several files is told by its place', () => {
  const field = fileListField()
  const files = [file('a.txt'), file('b.txt')]
  expect(field.parse(files, null)).toEqual({ ok: true, value: files })
  expect(field.parse([file('a.txt'), 'x', null], null)).toEqual({
    ok: false,
    errors: { 1: [NO_FILE], 2: ['This field may not be null.'] },
  })
  expect(field.parse('x', null)).toEqual(refused('Expected a list of items but got type "str".'))
})
