import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { environment, flags } from '../../../scripts/runtime.mjs'
import { LONGEST_STOP_MS } from '../../src/processes/stop.ts'
import { SETTINGS } from '../../src/settings.ts'
import { read } from './checkout.ts'
import { readUnit } from './unit-file.ts'

const unit = readUnit()
const service = unit['Service']!
const settings = Object.fromEntries(
  service['Environment']!.flatMap((line) => line.split(' ')).map(
    (pair) => pair.split('=') as [string, string],
  ),
)

test('a start after a reboot is asked for, and one after a crash', () => {
  expect(Object.keys(unit)).toEqual(['Unit', 'Service', 'Install'])
  expect(unit['Install']).toEqual({ WantedBy: ['multi-user.target'] })
  expect(service['Restart']).toEqual(['on-failure'])
})

test('it runs Node.js as every other start of Bellhop does, and compiles the sources before', () => {
  expect(service['ExecStart']).toEqual([`/usr/bin/node ${flags.join(' ')} server/src/cli.ts serve`])
  expect(service['ExecStartPre']).toEqual(['/usr/bin/node scripts/compile.mjs'])
  const { NODE_COMPILE_CACHE: _, ...memory } = environment('/')
  expect(settings).toMatchObject({ ...memory, NODE_ENV: 'production' })
  const known = [...Object.keys(environment('/')), 'NODE_ENV', ...Object.keys(SETTINGS.shape)]
  expect(known).toEqual(expect.arrayContaining(Object.keys(settings)))
})

test('what it writes is in folders that systemd makes for it, and that nobody else may read', () => {
  const name = service['StateDirectory']![0]
  expect(service['CacheDirectory']).toEqual([name])
  expect(settings).toMatchObject({
    BELLHOP_DATA_DIR: `/var/lib/${name}`,
    NODE_COMPILE_CACHE: `/var/cache/${name}`,
  })
  expect(service['StateDirectoryMode']).toEqual(['0700'])
  expect(read('examples/bellhop.service')).toContain(
    `# As /etc/systemd/system/${name}.service, with the checkout in ${service['WorkingDirectory']}`,
  )
})

test('it is not run by root, and may do little besides', () => {
  expect(service['DynamicUser']).toEqual(['yes'])
  expect(service['User']).toBeUndefined()
  for (const [option, value] of Object.entries({
    NoNewPrivileges: 'yes',
    CapabilityBoundingSet: '',
    ProtectSystem: 'strict',
    ProtectHome: 'yes',
    PrivateTmp: 'yes',
    PrivateDevices: 'yes',
    RestrictNamespaces: 'yes',
    RestrictAddressFamilies: 'AF_INET AF_INET6 AF_UNIX',
  })) {
    expect([option, service[option]]).toEqual([option, [value]])
  }
  // Node.js compiles while it runs: what it wrote it must be able to run.
  expect(service['MemoryDenyWriteExecute']).toBeUndefined()
})

test('a stop leaves the time that a stop may take', () => {
  expect(Number(service['TimeoutStopSec']) * 1000).toBeGreaterThan(LONGEST_STOP_MS + 1000)
})

const hasSystemd = spawnSync('systemd-analyze', ['--version']).error === undefined

// Most machines that run these tests have it; the ones above read the file without.
test.skipIf(!hasSystemd)('systemd takes every line of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-unit-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'bellhop.service')
  writeFileSync(
    file,
    read('examples/bellhop.service').replaceAll('/usr/bin/node', process.execPath),
  )
  const verify = ['verify', '--man=no', file]
  const { status, stderr } = spawnSync('systemd-analyze', verify, { encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
})
