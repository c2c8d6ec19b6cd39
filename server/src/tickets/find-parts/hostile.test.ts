import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../../test/app.ts'
import { textFile } from '../../../test/client.ts'

/** What somebody types into an address, by hand or on purpose. */
const VALUES = [
  '',
  '0',
  '-1',
  '9'.repeat(15),
  '9'.repeat(40),
  '%00',
  '%ED%A0%80',
  '%F4%8F%BF%BF',
  '%25_%5C',
  '"a b" c*',
  "';--",
  'ı İ K ſ',
  'a'.repeat(200),
]
const NAMES = ['page', 'page_size', 'search', 'date__gte', 'user', 'ticket', 'id', 'ordering']
const OF_FILES = [
  'filename',
  'mime_type',
  'mime_type__startswith',
  'size',
  'size__lt',
  'size__isnull',
]

test('follow-ups and files are sorted by one thing, as tickets are', async () => {
  const { staff } = await testApp()
  for (const list of ['followups', 'followups-attachments']) {
    const answer = await staff.get(`/api/${list}/find/?ordering=date,-date`)
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, ['ordering']])
  }
})

test('follow-ups and files are searched for as many words as tickets are', async () => {
  const { staff } = await testApp()
  for (const list of ['tickets', 'followups', 'followups-attachments']) {
    const asked = async (words: number) =>
      (await staff.get(`/api/${list}/find/?search=${'my-'.repeat(words)}`)).statusCode
    expect([list, await asked(16), await asked(17)]).toEqual([list, 200, 400])
  }
})

test('whatever is asked of follow-ups and files is answered, or is the fault of who asks', async () => {
  const { staff, queue } = await testApp()
  await staff.postForm('/api/tickets/', { ...newTicket(queue), attachment: textFile('a.txt') })
  for (const [list, names] of [
    ['followups', NAMES],
    ['followups-attachments', [...NAMES, ...OF_FILES]],
  ] as const) {
    for (const name of names) {
      for (const value of VALUES) {
        const path = `/api/${list}/find/?${name}=${value}`
        const { statusCode } = await staff.get(path)
        expect([path, statusCode]).toEqual([path, expect.toBeOneOf([200, 400, 404])])
      }
    }
  }
})
