import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { moment } from './moment.ts'
import { renderTemplate } from './render.ts'
import { dict } from './value.ts'

const context = dict({
  queue: dict({ title: 'Support', slug: 'support' }),
  ticket: dict({
    title: 'Ünïcode 😀 <b>bold</b> & "quotes"',
    status: 3,
    on_hold: true,
    resolution: null,
    created: moment('2025-01-01T08:30:00.000000Z'),
  }),
})
const render = (text: string) => renderTemplate(text, context)

test('placeholders are filled in and escaped for HTML', () => {
  expect(render('T: {{ ticket.title }}')).toBe(
    'T: Ünïcode 😀 &lt;b&gt;bold&lt;/b&gt; &amp; &quot;quotes&quot;',
  )
  expect(render('{{queue.title}} {{ ticket.status }} {{ ticket.on_hold }}')).toBe('Support 3 True')
})

test('nothing is shown as None, moments as people write them', () => {
  expect(render('{{ ticket.resolution }}')).toBe('None')
  expect(render('{{ ticket.created }}')).toBe('Jan. 1, 2025, 8:30 a.m.')
  expect(render('{{ ticket.created.year }}')).toBe('2025')
})

test('names that lead nowhere are shown as nothing', () => {
  expect(render('[{{ settings.SECRET_KEY }}][{{ ticket.nope }}][{{ ticket.title.nope }}]')).toBe(
    '[][][]',
  )
})

test('what every JavaScript object has cannot be reached', () => {
  for (const name of ['constructor', 'toString', 'entries', 'size', 'length', 'hasOwnProperty']) {
    const text = `[{{ ${name} }}{{ ticket.${name} }}{{ ticket.title.${name} }}]`
    expect(render(text)).toBe('[]')
  }
})

test('texts and numbers may be written out', () => {
  expect(render(`{{ "a<b" }} {{ 'it\\'s' }} {{ _("x") }} {{ 12 }} {{ 1.50 }} {{ 1e20 }}`)).toBe(
    "a<b it's x 12 1.5 100000000000000000000",
  )
})

test('comments go', () => {
  expect(render('a {# hidden #} b')).toBe('a  b')
})

test('what looks like a block stays as it was written', () => {
  const text = "{% now 'Y' %} {% load static %} {% if {{ ticket.title }} %} {% a\n{{ b }} %}"
  expect(render(text)).toBe(text)
  expect(render('{% verbatim %}{{ ticket.status }}{% x %}')).toBe('{% verbatim %}3{% x %}')
})

test('a text with a mistake in it stays as it was written', () => {
  const mistakes = [
    '{{ b c }}',
    '{{ }}',
    '{{ ticket.title|nofilter }}',
    '{{ ticket.title|upper:1 }}',
    '{{ ticket.title|cut }}',
    '{{ ticket.title|default:nope }}',
    '{{ ticket.title|center:"x" }}',
    '{{ _private }}',
    '{{ ticket._get_assigned_to }}',
    '{{ "unfinished }}',
    '{% endverbatim %}',
    '%} {%',
    '{% b',
  ]
  for (const mistake of mistakes) {
    const text = `{{ ticket.status }} ${mistake}`
    expect(render(text)).toBe(text)
  }
})

test('marks that are no placeholder are text', () => {
  for (const text of ['a {{ b', '{{ a\n}}', '{ {', '}}', 'a } b']) expect(render(text)).toBe(text)
})

test('a text that would grow beyond measure stays as it was written', () => {
  const greedy = [
    '{{ 1|ljust:"99999999999" }}',
    `{{ "abcdefgh"${'|join:"abcdefgh"'.repeat(20)} }}`,
    `{{ "<"${'|force_escape|add:"x"'.repeat(3)} }}${'{{ 1|ljust:900000 }}'.repeat(2)}`,
  ]
  for (const text of greedy) expect(render(text)).toBe(text)
})

const TOKENS = [
  ...'{{ }} {% %} {# #} | : . " \' -1 1.5 ticket title upper slice add verbatim'.split(' '),
  '{{ ticket.title }}',
  ' ',
  '\n',
]

test('no text whatever fails to render or shows a value unescaped', () => {
  const token = fc.constantFrom(...TOKENS)
  fc.assert(
    fc.property(fc.array(token, { maxLength: 30 }), (tokens) => {
      expect(render(tokens.join(''))).not.toMatch(/<b>/i)
    }),
  )
})
