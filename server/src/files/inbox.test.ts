import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { abandonedInboxes, openInbox } from './inbox.ts'

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'bellhop-inbox-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

test('an inbox is gone when it is closed, and leaves nothing', () => {
  const where = folder()
  openInbox(where).close()
  expect(readdirSync(where)).toEqual([])
})

test('the inbox of a process that lives is nobody else’s', () => {
  const where = folder()
  const [one, other] = [openInbox(where), openInbox(where)]
  expect(one.path).not.toBe(other.path)
  expect([...abandonedInboxes(where)]).toEqual([])
  one.close()
  other.close()
})

test('what was left in an inbox is found once, and by one at a time', () => {
  const where = folder()
  const inbox = openInbox(where)
  writeFileSync(join(inbox.path, 'key'), '')
  inbox.close()
  for (const found of abandonedInboxes(where)) {
    expect(readdirSync(found.path)).toEqual(['key'])
    expect([...abandonedInboxes(where)]).toEqual([])
    rmSync(join(found.path, 'key'))
  }
  expect(readdirSync(where)).toEqual([])
})

test('where nothing ever arrived nothing is left', () => {
  expect([...abandonedInboxes(join(folder(), 'never'))]).toEqual([])
})
