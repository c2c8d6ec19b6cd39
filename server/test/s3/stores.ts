import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { onTestFinished } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openFiles } from '../../src/files/open.ts'
import type { FileStore } from '../../src/files/store.ts'
import { type Program, startStorage, type Storage } from './storage.ts'

export interface StoreOfTest {
  files: FileStore
  /** The keys of what is arriving, and of what is kept. */
  keys: () => Promise<{ arriving: string[]; kept: string[] }>
}

/** An empty store of a test's own for each place that files may be in. */
export const STORES: [name: string, make: () => Promise<StoreOfTest>][] = [
  ['the disk', storeOnDisk],
  ['S3 that checks signatures', () => storeIn('s3rver')],
  ['S3 that can list', () => storeIn('fauxqs')],
]

async function storeOnDisk(): Promise<StoreOfTest> {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const names = () =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
      .map(({ parentPath, name }) => join(relative(folder, parentPath), name))
  const keys = async () => ({
    arriving: names().flatMap((name) => keyIn(name, /^incoming[/\\].*[/\\](.*)$/)),
    kept: names().flatMap((name) => keyIn(name, /^(?:..)[/\\](.*)$/)),
  })
  const files = openFiles({ kind: 'disk', folder })
  onTestFinished(() => files.close())
  return { files, keys }
}

async function storeIn(program: Program): Promise<StoreOfTest> {
  const storage = await sharedStorage(program)
  const prefix = `tests/${randomUUID()}`
  const files = openFiles(readConfig(storage.settings(prefix)).files)
  onTestFinished(() => files.close())
  const keys = async () => {
    const names = await storage.list(prefix)
    return {
      arriving: names.flatMap((name) => keyIn(name, /^incoming\/(.*)$/)),
      kept: names.flatMap((name) => keyIn(name, /^files\/(.*)$/)),
    }
  }
  return { files, keys }
}

const keyIn = (name: string, form: RegExp): string[] => {
  const key = form.exec(name)?.[1]
  return key === undefined ? [] : [key]
}

const running = new Map<Program, Promise<Storage>>()

/** One server for all tests of a file: each has a prefix of its own. The file ends with `stopStorages`. */
export function sharedStorage(program: Program): Promise<Storage> {
  const found = running.get(program)
  if (found) return found
  const started = startStorage(program)
  running.set(program, started)
  return started
}

/** To be given to `afterAll` by each file of tests that shares one. */
export async function stopStorages() {
  const started = [...running.values()]
  running.clear()
  for (const storage of started) await (await storage)[Symbol.asyncDispose]()
}
