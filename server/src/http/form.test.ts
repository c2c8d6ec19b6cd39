import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { textFile } from '../../test/client.ts'
import { arriving } from '../../test/crash/soundness.ts'

test('a file with a form that is refused is thrown away, and hurts nobody', async () => {
  const { ctx, stranger, staff } = await testApp()
  const form = { nonsense: 'x', file: textFile('big.txt', 'x'.repeat(10_000)) }
  for (const path of ['/api/auth/login/', '/api/setup/']) {
    expect((await stranger.postForm(path, form)).statusCode).toBe(400)
  }
  for (const path of ['/api/users/', '/api/tickets/', '/api/followups/']) {
    expect((await staff.postForm(path, form)).statusCode).toBe(400)
  }
  expect(readdirSync(`${ctx.config.dataDir}/files`)).toEqual(['incoming'])
  expect(arriving(`${ctx.config.dataDir}/files`)).toEqual([])
})
