import { expect, test } from 'vitest'
import { moment } from './moment.ts'
import { renderTemplate } from './render.ts'
import { dict } from './value.ts'

const context = dict({
  text: 'Hello <b>World</b>',
  plain: "it's one two  three",
  lines: 'a & b\r\n\r\nc\nd',
  accents: ' Héllo, Wörld! _x- ',
  empty: '',
  none: null,
  yes: true,
  no: false,
  count: 1,
  many: 1234567,
  fraction: '3.14159',
  created: moment('2025-01-01T08:30:00.000000Z'),
  noon: moment('2024-12-31T12:00:05.001500Z'),
})

const shows = (expected: Record<string, string>) => {
  for (const [expression, shown] of Object.entries(expected)) {
    const rendered = renderTemplate(`{{ ${expression} }}`, context)
    expect(`${expression} → ${rendered}`).toBe(`${expression} → ${shown}`)
  }
}

test('filters of text', () => {
  shows({
    'text|upper': 'HELLO &lt;B&gt;WORLD&lt;/B&gt;',
    'text|lower|capfirst': 'Hello &lt;b&gt;world&lt;/b&gt;',
    'plain|title': 'It&#x27;s One Two  Three',
    '"ǆa 1ST O\'NEIL"|title': "ǅa 1st O'Neil",
    'plain|cut:" "': 'it&#x27;sonetwothree',
    'plain|truncatechars:6': 'it&#x27;s …',
    'plain|truncatewords:2': 'it&#x27;s one …',
    'plain|wordcount': '4',
    '"one two three"|wordwrap:7': 'one two\nthree',
    '"ab"|ljust:4|add:"|"': 'ab  |',
    '"ab"|rjust:4': '  ab',
    '"abc"|center:6': ' abc  ',
    'accents|slugify': 'hello-world-_x',
    '"a\'b"|addslashes': String.raw`a\'b`,
    '"800-COLLECT"|phone2numeric': '800-2655328',
  })
})

test('filters of HTML', () => {
  shows({
    'text|safe': 'Hello <b>World</b>',
    'text|striptags': 'Hello World',
    'text|escape': 'Hello &lt;b&gt;World&lt;/b&gt;',
    'text|safe|force_escape': 'Hello &lt;b&gt;World&lt;/b&gt;',
    'lines|linebreaks': '<p>a &amp; b</p>\n\n<p>c<br>d</p>',
    'lines|linebreaksbr': 'a &amp; b<br><br>c<br>d',
    'lines|linenumbers|cut:"1. "': 'a &amp; b\r\n2. \r\n3. c\n4. d',
    'text|urlencode': 'Hello%20%3Cb%3EWorld%3C/b%3E',
    '"a/b"|urlencode:""': 'a%2Fb',
    '"http://e.com/?a=ä b"|iriencode': 'http://e.com/?a=%C3%A4%20b',
    '"<a>"|escapejs': String.raw`\u003Ca\u003E`,
    '"abc"|join:"<"': 'a<b<c',
  })
})

test('filters of lists and of the characters of a text', () => {
  shows({
    'text|first': 'H',
    'empty|first': '',
    'plain|last': 'e',
    'text|length': '18',
    'count|length': '0',
    'plain|slice:"5:8"': 'one',
    'plain|slice:"-5:"': 'three',
    '"abc"|slice:"::-1"': 'cba',
    '"abc"|make_list': '[&#x27;a&#x27;, &#x27;b&#x27;, &#x27;c&#x27;]',
  })
})

test('filters of numbers', () => {
  shows({
    'count|add:2': '3',
    '"4"|add:"5"': '9',
    '"a"|add:"b"': 'ab',
    'none|add:1': '',
    'fraction|floatformat': '3.1',
    'fraction|floatformat:3': '3.142',
    '"34.000"|floatformat:"-2"': '34',
    'many|floatformat:"2g"': '1,234,567.00',
    '"x"|floatformat': '',
    'many|filesizeformat': '1.2\u00a0MB',
    'count|pluralize': '',
    'many|pluralize:"y,ies"': 'ies',
    'many|get_digit:2': '6',
    '21|divisibleby:"7"': 'True',
    'count|stringformat:"03d"': '001',
    '2.5|stringformat:".0f"': '2',
    '"x"|stringformat:"d"': '',
  })
})

test('filters that choose', () => {
  shows({
    'empty|default:"none"': 'none',
    'none|default_if_none:"-"': '-',
    'yes|yesno': 'yes',
    'no|yesno:"on,off"': 'off',
    'none|yesno:"on,off,unknown"': 'unknown',
  })
})

test('filters of moments', () => {
  shows({
    'created|date': 'Jan. 1, 2025',
    'created|date:"Y-m-d H:i"': '2025-01-01 08:30',
    'created|date:"D jS F, P"': 'Wed 1st January, 8:30 a.m.',
    'noon|date:"SHORT_DATETIME_FORMAT"': '12/31/2024 noon',
    'noon|date:"W o z t L"': '1 2025 366 31 True',
    'noon|date:"r, u"': 'Tue, 31 Dec 2024 12:00:05 +0000, 001500',
    'noon|date:"c"': '2024-12-31T12:00:05.001500+00:00',
    'created|time': '8:30 a.m.',
    'created|time:"Y"': '',
    'text|date': '',
    'none|date:"Y"': '',
  })
})
