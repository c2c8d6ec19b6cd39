import { expect, test } from 'vitest'
import { Float } from '../../lib/value.ts'
import { emailField, ipAddressField, slugField, urlField } from './network.ts'
import { parseFields } from './parse.ts'
import { charField } from './text.ts'

const NOT_BLANK = { ok: false, errors: ['This field may not be blank.'] }
const refused = (...errors: string[]) => ({ ok: false, errors })
const taken = (value: unknown) => ({ ok: true, value })

test('text loses the white space at its ends, and numbers become text', () => {
  const field = charField()
  expect(field.parse('  a b\n', null)).toEqual(taken('a b'))
  expect(field.parse(5, null)).toEqual(taken('5'))
  expect(field.parse(new Float(5), null)).toEqual(taken('5.0'))
  expect(charField({ trim: false }).parse(' a ', null)).toEqual(taken(' a '))
})

test('what is no text is refused', () => {
  for (const value of [true, [], Object.create(null), { filename: 'a.txt', size: 1 }]) {
    expect(charField().parse(value, null)).toEqual(refused('Not a valid string.'))
  }
})

test('white space alone is blank, and blank is only taken where it may be', () => {
  expect(charField().parse('', null)).toEqual(NOT_BLANK)
  expect(charField().parse(' \u3000', null)).toEqual(NOT_BLANK)
  expect(charField({ allowBlank: true }).parse('  ', null)).toEqual(taken(''))
  expect(charField().parse('\u200b', null)).toEqual(taken('\u200b'))
})

test('the length is counted in characters, after trimming', () => {
  const field = charField({ minLength: 2, maxLength: 3 })
  expect(field.parse(' 😀😀😀 ', null)).toEqual(taken('😀😀😀'))
  expect(field.parse('abcd', null)).toEqual(
    refused('Ensure this field has no more than 3 characters.'),
  )
  expect(field.parse('a', null)).toEqual(refused('Ensure this field has at least 2 characters.'))
})

test('everything that is wrong with a text is told, in a fixed order', () => {
  const field = charField({ maxLength: 2, checks: [() => 'Not this one.'] })
  expect(field.parse('a\0\ud800', null)).toEqual(
    refused(
      'Not this one.',
      'Ensure this field has no more than 2 characters.',
      'Null characters are not allowed.',
      'Surrogate characters are not allowed: U+D800.',
    ),
  )
})

test('a text that has to be unique is looked up, and what else is wrong is told after that', async () => {
  const names = new Set(['ann', 'barbara'])
  const unique = { taken: async (name: string, known: Set<string>) => known.has(name) }
  const fields = { name: charField({ maxLength: 5, unique }) }
  const read = (name: string) =>
    parseFields(fields, Object.assign(Object.create(null), { name }), {
      partial: false,
      context: names,
    })
  expect(await read('carl')).toEqual({ ok: true, value: { name: 'carl' } })
  expect(await read('ann')).toEqual({
    ok: false,
    errors: { name: ['This field must be unique.'] },
  })
  expect(await read('barbara')).toEqual({
    ok: false,
    errors: {
      name: ['This field must be unique.', 'Ensure this field has no more than 5 characters.'],
    },
  })
})

test('kinds of text say in their own words what they are not', () => {
  expect(emailField().parse('a@b', null)).toEqual(refused('Enter a valid email address.'))
  expect(emailField().parse([], null)).toEqual(refused('Enter a valid email address.'))
  expect(urlField().parse('example.com', null)).toEqual(refused('Enter a valid URL.'))
  expect(slugField().parse('a b', null)).toEqual(
    refused('Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.'),
  )
  expect(emailField({ maxLength: 5 }).parse('a@b.c\0', null)).toEqual(
    refused(
      'Ensure this field has no more than 5 characters.',
      'Null characters are not allowed.',
      'Enter a valid email address.',
    ),
  )
})

test('an IP address is taken with white space around it only where it is an IPv4 one', () => {
  const wrong = refused('Enter a valid IPv4 or IPv6 address.')
  expect(ipAddressField().parse(' 1.2.3.4 ', null)).toEqual(taken('1.2.3.4'))
  expect(ipAddressField().parse('2001:DB8:0::1', null)).toEqual(taken('2001:db8::1'))
  expect(ipAddressField().parse(' ::1', null)).toEqual(wrong)
  expect(ipAddressField().parse(5, null)).toEqual(wrong)
  expect(ipAddressField().parse('', null)).toEqual(NOT_BLANK)
})
