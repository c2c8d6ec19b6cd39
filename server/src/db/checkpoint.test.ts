import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { migrate, openDb } from './index.ts'

test('a log of writes that grew while somebody was reading is small again afterwards', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-checkpoint-'))
  const path = join(folder, 'test.sqlite')
  const db = openDb(`sqlite:${path}`)
  await migrate(db)
  const other = new DatabaseSync(path)
  onTestFinished(async () => {
    other.close()
    await db.destroy()
    rmSync(folder, { recursive: true })
  })
  const write = (name: string, value: string) => db.insertInto('setting').values({ name, value })
  const size = () => statSync(`${path}-wal`).size

  other.exec('begin; select count(*) from setting')
  for (let written = 0; size() < 33_000_000; written += 1) {
    await write(`large ${written}`, 'x'.repeat(1_000_000)).execute()
  }
  other.exec('commit')
  let written = 0
  const writeAndLook = async () => {
    await write(`small ${(written += 1)}`, '').execute()
    return size()
  }
  await expect.poll(writeAndLook, { timeout: 30_000, interval: 100 }).toBeLessThan(1_000_000)
})
