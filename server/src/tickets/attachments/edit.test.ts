import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../../test/app.ts'
import { multipart, textFile } from '../../../test/client.ts'
import { filesIn, flawsOf } from '../../../test/crash/soundness.ts'
import { handlersFor } from '../../handlers.ts'
import { runNextJob } from '../../jobs/worker.ts'

/** A helpdesk on the disk, with one file. */
async function deskWithFile() {
  const desk = await testApp()
  const { ctx, staff, queue } = desk
  await staff.postForm('/api/tickets/', { ...newTicket(queue), attachment: textFile('first.txt') })
  const [file] = (await staff.get('/api/followups-attachments/')).json().results
  const url = `/api/followups-attachments/${file.id}/`

  async function replace(content: string) {
    const { type, body } = await multipart({ file: textFile('next.txt', content) })
    return staff.request('PATCH', url, { headers: { 'content-type': type }, body })
  }
  async function afterJobs() {
    const later = new Date(ctx.now().getTime() + 1000)
    while (await runNextJob(ctx.db, handlersFor(ctx), later));
    return {
      flaws: flawsOf(ctx.config.dataDir),
      files: filesIn(`${ctx.config.dataDir}/files`).size,
    }
  }
  return { staff, url, replace, afterJobs }
}

test('of files that replace one another at the same time, one stays and the others go', async () => {
  const { staff, url, replace, afterJobs } = await deskWithFile()
  // A replaced file keeps its size, unless another one comes along.
  const contents = ['one', 'two', 'three', 'four', 'five', 'six'].map((word) =>
    word.padEnd('the text of first.txt'.length),
  )
  const answers = await Promise.all(contents.map((content) => replace(content)))
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(contents.map(() => 200))
  expect(await afterJobs()).toEqual({ flaws: [], files: 1 })
  const link = new URL((await staff.get(url)).json().file)
  expect(contents).toContain((await staff.get(link.pathname + link.search)).body)
})

test('a file that is replaced while it is deleted is gone', async () => {
  const { staff, url, replace, afterJobs } = await deskWithFile()
  const replacing = Promise.all(['one', 'two', 'three'].map((content) => replace(content)))
  await staff.delete(url)
  for (const { statusCode } of await replacing) expect([200, 404]).toContain(statusCode)
  expect((await staff.get(url)).statusCode).toBe(404)
  expect(await afterJobs()).toEqual({ flaws: [], files: 0 })
})
