import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('..', import.meta.url))
const IMPORT = /(?:\bfrom|^import|\bimport\()\s*'(\.{1,2}\/[^']+)'/gm

export interface SourceFile {
  /** From the server's folder: `src/tickets/create.ts`. */
  path: string
  lines: number
  /** Paths of our own files that it imports, types included. */
  imports: string[]
}

/** Every TypeScript file of the server and of its tests. */
export function sourceFiles(): SourceFile[] {
  return ['src', 'test'].flatMap((folder) =>
    readdirSync(join(SERVER, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .map((name) => read(join(folder, name))),
  )
}

function read(path: string): SourceFile {
  const text = readFileSync(join(SERVER, path), 'utf8')
  const imports = Array.from(text.matchAll(IMPORT), ([, target]) =>
    relative(SERVER, join(SERVER, dirname(path), target!)),
  )
  return { path, lines: text.split('\n').length - 1, imports }
}

/** A way through the imports that comes back to where it began, for each such circle. */
export function circlesIn(files: SourceFile[]): string[] {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]))
  const done = new Set<string>()
  const circles: string[] = []

  function visit(path: string, way: string[]) {
    const before = way.indexOf(path)
    if (before >= 0) return void circles.push([...way.slice(before), path].join(' → '))
    if (done.has(path)) return
    for (const next of importsOf.get(path) ?? []) visit(next, [...way, path])
    done.add(path)
  }
  for (const { path } of files) visit(path, [])
  return circles
}
