import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { onTestFinished } from 'vitest'
import { read, ROOT } from './checkout.ts'
import { all, copiesIn, isIgnored, readDockerfile } from './dockerfile.ts'

/**
 * A folder with what the image has in `/app`: what the Dockerfile copies and no more, the packages
 * that are installed without those for development, and what was compiled of it.
 */
export function makeImage(): string {
  const app = mkdtempSync(join(tmpdir(), 'bellhop-image-'))
  onTestFinished(() => rmSync(app, { recursive: true, force: true }))
  const stages = readDockerfile()
  for (const { paths, to, from } of stages.flatMap(copiesIn)) {
    for (const path of from ? [] : paths)
      copy(path, join(app, to, intoFolder(to) ? basename(path) : ''))
  }
  linkPackages(app)
  for (const run of stages.flatMap((stage) => all(stage, 'RUN'))) {
    const [program, ...args] = run.split(' ')
    if (program === 'node') execFileSync(process.execPath, args, { cwd: app, env: {} })
  }
  return app
}

const intoFolder = (to: string) => /[/.]$/.test(to)

const copy = (path: string, target: string) =>
  cpSync(join(ROOT, path), target, {
    recursive: true,
    filter: (source) => !isIgnored(relative(ROOT, source)),
  })

interface Lock {
  packages: Record<string, { dev?: boolean; link?: boolean }>
}

/** As `npm ci --omit=dev` would: a package for development that the server needed would be missed. */
function linkPackages(app: string) {
  const { packages } = JSON.parse(read('package-lock.json')) as Lock
  for (const [path, { dev, link }] of Object.entries(packages)) {
    const isPackage = path.split('node_modules/').length === 2
    if (!isPackage || dev || link || !existsSync(join(ROOT, path))) continue
    mkdirSync(dirname(join(app, path)), { recursive: true })
    symlinkSync(join(ROOT, path), join(app, path))
  }
}
