import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lockFolder } from './lock.ts'

test('one server at a time has a data folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-lock-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const release = lockFolder(folder)
  expect(() => lockFolder(folder)).toThrow(`Another Bellhop is serving from ${folder} already.`)
  release()
  lockFolder(folder)()
})
