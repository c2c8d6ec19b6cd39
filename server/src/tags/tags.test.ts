import { expect, test } from 'vitest'
import { deskWithTicket } from '../../test/desk-with-ticket.ts'

const TAGS = '/api/tags/'

test('admins add, rename, merge and delete tags, and their tickets follow', async () => {
  const { admin, staff, path, db } = await deskWithTicket()
  await staff.put(`${path}/tags/`, { tags: ['fire', 'smoke', 'toner'] })
  const made = await admin.post(TAGS, { name: 'Übung' })
  expect([made.statusCode, made.json()]).toEqual([201, { id: expect.any(Number), name: 'Übung' }])
  const ids = Object.fromEntries(
    (await staff.get(TAGS))
      .json()
      .results.map(({ id, name }: { id: number; name: string }) => [name, id]),
  )
  expect(Object.keys(ids)).toEqual(['fire', 'smoke', 'toner', 'Übung'])
  expect((await admin.patch(`${TAGS}${ids.fire}/`, { name: 'FIRE' })).json().name).toBe('FIRE')
  const merged = await admin.post(`${TAGS}${ids.smoke}/merge/`, { into: ids.fire })
  expect([merged.statusCode, merged.json()]).toEqual([200, { id: ids.fire, name: 'FIRE' }])
  await admin.delete(`${TAGS}${ids.toner}/`)
  expect((await staff.get(`${path}/tags/`)).json().tags).toEqual(['FIRE'])
  const audit = await db.selectFrom('audit').select(['action']).orderBy('id').execute()
  expect(audit.map(({ action }) => action)).toEqual(['created', 'edited', 'merged', 'deleted'])
})

test('no two tags have the same name, in whichever case, nor at the same moment', async () => {
  const { admin } = await deskWithTicket()
  const names = ['größe', 'GRÖSSE', 'Größe', 'GRÖßE']
  const answers = await Promise.all(names.map((name) => admin.post(TAGS, { name })))
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 201, 400, 400])
  const [one, two] = (await admin.get(TAGS)).json().results
  const taken = await admin.patch(`${TAGS}${one.id}/`, { name: two.name })
  expect([taken.statusCode, Object.keys(taken.json())]).toEqual([400, ['name']])
  for (const into of [one.id, 9999, 'x']) {
    const answer = await admin.post(`${TAGS}${one.id}/merge/`, { into })
    expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, ['into']])
  }
})

test('a tag that everybody knows stays so, and one that came with a ticket becomes one', async () => {
  const { admin, staff, path, db } = await deskWithTicket()
  await staff.put(`${path}/tags/`, { tags: ['smoke', 'fire'] })
  const made = await admin.post(TAGS, { name: 'fire' })
  expect(made.statusCode).toBe(201)
  expect((await admin.post(TAGS, { name: 'fire' })).statusCode).toBe(400)
  const smoke = await db.selectFrom('tag').select('id').where('key', '=', 'smoke').execute()
  await admin.post(`${TAGS}${made.json().id}/merge/`, { into: smoke[0]!.id })
  const left = await db.selectFrom('tag').select(['key', 'for_all']).execute()
  expect(left).toEqual([{ key: 'smoke', for_all: true }])
})

test('staff find tags, and change none', async () => {
  const { admin, staff, customer, stranger } = await deskWithTicket()
  const { id } = (await admin.post(TAGS, { name: 'fire' })).json()
  await admin.post(TAGS, { name: 'Water' })
  const found = async (query: string) => (await staff.get(`${TAGS}?${query}`)).json().results
  expect(await found('search=wat')).toEqual([{ id: id + 1, name: 'Water' }])
  expect(await found('name__startswith=FI&fields=name')).toEqual([{ name: 'fire' }])
  expect((await staff.post(TAGS, { name: 'x' })).statusCode).toBe(403)
  expect((await staff.patch(`${TAGS}${id}/`, { name: 'x' })).statusCode).toBe(403)
  expect((await staff.delete(`${TAGS}${id}/`)).statusCode).toBe(403)
  expect((await staff.post(`${TAGS}${id}/merge/`, { into: id + 1 })).statusCode).toBe(403)
  expect((await customer.get(TAGS)).statusCode).toBe(403)
  expect((await stranger.get(TAGS)).statusCode).toBe(401)
})
