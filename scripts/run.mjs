// Runs a file or an installed tool on the Node.js that Bellhop needs, after installing what is
// missing. Plain JavaScript: this is the one file that an older Node.js has to understand.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile, environment, flags } from './runtime.mjs'

const RUNTIME = '24.21.0'
const OLDEST = [24, 15]
const PACKAGED = ['linux-x64', 'linux-arm64', 'win-x64']

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const node = ensureRuntime()
ensurePackages()
run(process.argv.slice(2))

function ensureRuntime() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return process.execPath

  const platform = `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const name = PACKAGED.includes(platform) ? `node-${platform}` : 'node'
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  const path = join(root, '.tools', 'node_modules', name, 'bin', program)
  if (!existsSync(path) || !versionOf(path).startsWith(`v${RUNTIME}`)) {
    say(`Node.js ${process.versions.node} is too old for Bellhop: fetching ${RUNTIME} beside it …`)
    npm('install', '--prefix', '.tools', '--no-save', '--force', `${name}@${RUNTIME}`)
  }
  return path
}

function versionOf(path) {
  return spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout ?? ''
}

function ensurePackages() {
  const installed = join(root, 'node_modules', '.package-lock.json')
  const wanted = join(root, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return
  say('Installing packages …')
  npm('ci')
}

function npm(...args) {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  const command = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']
  const { status } = spawnSync(command[0], [...command.slice(1), ...args, ...quiet], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: command.length === 1 && process.platform === 'win32',
  })
  if (status !== 0) {
    say(`"npm ${args.join(' ')}" failed; the lines above say why.`)
    process.exit(1)
  }
}

function run([target, ...args]) {
  const script = target.endsWith('.ts') ? join(root, target) : programOf(target)
  if (target === 'server/src/cli.ts') compile(root, node)
  const PATH = `${dirname(node)}${delimiter}${process.env.PATH}`
  const env = { ...environment(root), ...process.env, PATH }
  // Tools may have the memory that a server does without: tests are quicker with it.
  const own = target.endsWith('.ts') ? flags : []
  const child = spawn(node, [...own, script, ...args], { stdio: 'inherit', env })
  // The terminal sends Ctrl-C to the child as well; a supervisor signals only us.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.on('SIGINT', () => {})
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code))
}

function programOf(name) {
  const folder = join(root, 'node_modules', name === 'tsc' ? 'typescript' : name)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[name])
}

function say(text) {
  process.stderr.write(`${text}\n`)
}
