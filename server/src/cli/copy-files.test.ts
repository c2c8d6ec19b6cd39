import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { text } from 'node:stream/consumers'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { sharedStorage, stopStorages } from '../../test/s3/stores.ts'
import { migrate, openDb } from '../db/index.ts'
import { seed } from '../seed/seed.ts'

afterAll(stopStorages)

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))

const OLD = 'sqlite:data/bellhop.sqlite'

vi.setConfig({ testTimeout: 120_000 })

/** A helpdesk of 25 tickets in `data`, each with a file whose key is its number. */
async function desk() {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-copy-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'data'))
  await using db = openDb(`sqlite:${folder}/data/bellhop.sqlite`)
  await migrate(db)
  await seed(db, { tickets: 25, staff: [], now: new Date('2025-06-01') })
  const followups = await db.selectFrom('followup').select('id').orderBy('id').limit(25).execute()
  const rows = followups.map(({ id }, at) => {
    const key = `${String(at).padStart(2, '0')}-key`
    mkdirSync(join(folder, 'data/files', key.slice(0, 2)), { recursive: true })
    writeFileSync(join(folder, 'data/files', key.slice(0, 2), key), `content ${at}`)
    const filename = `${at}.txt`
    return { followup_id: id, key, path: key, filename, mime_type: 'text/plain', size: 9 }
  })
  await db.insertInto('attachment').values(rows).execute()

  function start(args: string[], env: NodeJS.ProcessEnv = {}) {
    const child = spawn(process.execPath, [CLI, 'copy', ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...env },
    })
    const said = Promise.all([text(child.stdout), text(child.stderr)])
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
    return { child, result: async () => ({ code: await ended, said: await said }) }
  }

  async function copy(args: string[], env: NodeJS.ProcessEnv = {}) {
    const { code, said } = await start(args, env).result()
    return { code, out: said[0], err: said[1] }
  }

  const lose = (key: string) => rmSync(join(folder, 'data/files', key.slice(0, 2), key))
  return { folder, start, copy, lose }
}

test('rows and files move together, and a second run copies no file again', async () => {
  const { folder, copy } = await desk()
  const files = ['--files-from', 'file:data/files', '--files-to', 'file:new/files']
  const rows = ['--from', OLD, '--to', 'sqlite:new/bellhop.sqlite']
  const moved = await copy([...rows, ...files])
  expect([moved.code, moved.err]).toEqual([0, ''])
  expect(moved.out).toMatch(/^Copied 25 files from .*data.files to .*new.files, and read each of/)
  expect(moved.out).toMatch(/\nCopied \d+ rows from /)
  const again = await copy([...files, '--json'])
  expect(JSON.parse(again.out)).toEqual({
    files: {
      from: join(folder, 'data/files'),
      to: join(folder, 'new/files'),
      copied: 0,
      there: 25,
      missing: [],
    },
  })
})

test('missing files are all named, the others are copied, rows are not, and it fails', async () => {
  const { folder, copy, lose } = await desk()
  lose('03-key')
  lose('21-key')
  const args = ['--from', OLD, '--to', 'sqlite:new.sqlite']
  const failed = await copy([...args, '--files-to', 'file:new'])
  expect([failed.code, failed.out]).toEqual([1, ''])
  expect(failed.err).toContain('Copied 23 files')
  expect(failed.err).toContain('2 files are missing:\n')
  expect(failed.err).toMatch(/\n {2}03-key \("3.txt" of ticket \d+\)\n/)
  expect(failed.err).toMatch(/\n {2}21-key \("21.txt" of ticket \d+\)\n/)
  expect(readdirSync(folder).toSorted()).toEqual(['data', 'new'])

  const told = await copy(['--files-to', 'file:new', '--json'])
  expect(told.code).toBe(1)
  const { files } = JSON.parse(told.out) as { files: { missing: { key: string }[] } }
  expect(files.missing.map(({ key }) => key).toSorted()).toEqual(['03-key', '21-key'])
})

test('a copy to S3 that is killed is taken up by the next, and comes back as it was', async () => {
  const { folder, start, copy } = await desk()
  const storage = await sharedStorage('fauxqs')
  const { FILES_URL, ...keys } = storage.settings('moved')
  const killed = start(['--files-to', FILES_URL!], keys)
  await vi.waitUntil(async () => (await storage.list('moved/files')).length > 0, 60_000)
  killed.child.kill('SIGKILL')
  await killed.result()
  const done = await copy(['--files-to', FILES_URL!, '--json'], keys)
  expect(done.code, done.err).toBe(0)
  const { copied, there } = (JSON.parse(done.out) as { files: Record<string, number> }).files
  expect(copied! + there!).toBe(25)
  expect(there).toBeGreaterThan(0)
  expect(await storage.list('moved/files')).toHaveLength(25)

  const back = await copy(['--files-from', FILES_URL!, '--files-to', 'file:back'], keys)
  expect(back.code, back.err).toBe(0)
  expect(back.out).toMatch(/^Copied 25 files from s3:\/\/desk\/moved to /)
  expect(readdirSync(join(folder, 'back')).filter((name) => name !== 'incoming')).toHaveLength(25)
})

test('a new database that is not empty is told of before files are copied', async () => {
  const { folder, copy } = await desk()
  const rows = ['--from', OLD, '--to', 'sqlite:other.sqlite']
  expect((await copy(rows)).err).toBe('')
  const refused = await copy([...rows, '--files-to', 'file:new'])
  expect([refused.code, refused.out]).toEqual([1, ''])
  expect(refused.err).toContain('The new database is not empty')
  expect(readdirSync(folder)).not.toContain('new')
})

test('what cannot be meant is refused before anything is done', async () => {
  const { folder, copy } = await desk()
  for (const [args, code, words] of [
    [[], 2, 'say --from'],
    [['--to', 'sqlite:new.sqlite'], 2, '--to needs --from'],
    [['--files-from', 'file:data/files'], 2, '--files-from needs --files-to'],
    [['--files-to', 'file:./data/files'], 1, 'the same one'],
    [['--files-from', 'file:nowhere', '--files-to', 'file:new'], 1, 'There is no folder'],
    [['--files-to', 'new'], 3, 'must be file:PATH or s3://'],
    [['--from', 'sqlite:none.sqlite', '--to', 'sqlite:new.sqlite'], 1, 'There is no database at'],
    [['--from', OLD, '--files-to', 'file:new'], 1, 'Where to?'],
    [['--from', OLD, '--to', OLD, '--files-to', 'file:new'], 1, 'database are the same one'],
  ] as const) {
    const refused = await copy([...args])
    expect([args, refused.code, refused.out]).toEqual([args, code, ''])
    expect(refused.err).toContain(words)
  }
  expect(readdirSync(folder)).toEqual(['data'])
})
