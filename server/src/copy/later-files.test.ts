import { Readable } from 'node:stream'
import { afterAll, expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'
import { textFile } from '../../test/client.ts'
import { emptyDb } from '../../test/database.ts'
import { STORES, stopStorages } from '../../test/s3/stores.ts'
import { countRows } from '../db/tally.ts'
import type { FileStore } from '../files/store.ts'
import { copyRows } from './copy.ts'
import { copyFiles } from './files.ts'

afterAll(stopStorages)

const silent = { start: () => {}, step: () => {} }
const [, makeFolder] = STORES[0]!

async function desk() {
  const { db, ctx, admin, queue } = await testApp()
  const { files: to } = await makeFolder()
  const arrives = (name: string) =>
    admin.postForm('/api/tickets/', { ...newTicket(queue), attachment: textFile(name, name) })
  return { db, places: { from: ctx.files, to }, arrives }
}

test('rows are refused that name a file which came after the others were copied', async () => {
  const { db, places, arrives } = await desk()
  await arrives('early.txt')
  await copyFiles(db, places, silent)
  await arrives('late.txt')
  const copy = await emptyDb()
  const refused = copyRows(db, copy, silent, places)
  await expect(refused).rejects.toThrow('("late.txt") has come after the others were copied')
  expect(await countRows(copy, 'ticket', 'all')).toBe(0)

  await copyFiles(db, places, silent)
  const seen = { total: 0, steps: 0 }
  const watcher = {
    start: (total: number) => (seen.total = total),
    step: (rows: number) => (seen.steps += rows),
  }
  expect(await copyRows(db, copy, watcher, places)).toMatchObject({ attachment: 2 })
  expect(seen.steps).toBe(seen.total)
})

test('a file that is only half in the new place is refused, one that is only there is not', async () => {
  const { db, places, arrives } = await desk()
  await arrives('whole.txt')
  await copyFiles(db, places, silent)
  const { key } = await db.selectFrom('attachment').select('key').executeTakeFirstOrThrow()
  await places.from.remove([key])
  expect(await copyRows(db, await emptyDb(), silent, places)).toMatchObject({ attachment: 1 })

  await copyFiles(db, { from: places.to, to: places.from }, silent)
  await places.to.remove([key])
  await keep(places.to, key, 'wh')
  const refused = copyRows(db, await emptyDb(), silent, places)
  await expect(refused).rejects.toThrow('whole.txt')
})

async function keep(files: FileStore, key: string, content: string) {
  const upload = await files.receive('x', 'text/plain', Readable.from([content]), key)
  await files.keepIf([upload], async () => {})
  await files.discard(upload)
}
