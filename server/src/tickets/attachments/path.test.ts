import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../../test/app.ts'
import { textFile } from '../../../test/client.ts'

const LIST = '/api/followups-attachments/'

/** What a file is called once its `filename` is emptied, by what it was called when it came. */
async function pathsOf(names: string[]): Promise<string[]> {
  const { admin, queue } = await testApp()
  const ticket = (await admin.post('/api/tickets/', newTicket(queue))).json()
  const followup: number = ticket.followup_set[0].id
  const paths: string[] = []
  for (const name of names) {
    const added = await admin.postForm(LIST, { followup, file: textFile(name, 'x') })
    const emptied = await admin.patch(`${LIST}${added.json().id}/`, { filename: '' })
    paths.push(emptied.json().filename.split('/').at(-1))
  }
  return paths
}

test('a file is stored by its letters and digits, without accents that stand alone', async () => {
  expect(await pathsOf(['e\u0301t\u00e9 1.txt'])).toEqual(['et\u00e9_1.txt'])
})

test('a second file of a name gets a random end before all its extensions', async () => {
  const [, second] = await pathsOf(['notes.old.txt', 'notes.old.txt'])
  expect(second).toMatch(/^notes_[A-Za-z0-9]{7}\.old\.txt$/)
})
