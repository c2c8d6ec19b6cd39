import { expect, test } from 'vitest'
import { flawOfQuery } from './query.ts'

test.each([
  'status=Open',
  'status=Open&ordering=-created&search=caf%C3%A9+au',
  'search=',
  'queue=1,2&title__words=Öl',
])('"%s" can be saved', (query) => expect(flawOfQuery(query)).toBeNull())

test.each([
  '',
  'status',
  '=Open',
  'a=1&&b=2',
  '?status=Open',
  'status=Open#top',
  'search=two words',
  'search=%zz',
  'search=%C3',
  'search=%00',
  'search=a\u0007b',
])('"%s" cannot', (query) => expect(flawOfQuery(query)).not.toBeNull())
