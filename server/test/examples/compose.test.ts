import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bellhop } from '../../src/cli/program.ts'
import { readConfig } from '../../src/config.ts'
import { SETTINGS } from '../../src/settings.ts'
import { read, ROOT } from './checkout.ts'
import { environmentOf, needs, ours, readCompose } from './compose-file.ts'
import { all, environmentIn, readDockerfile } from './dockerfile.ts'

const FILES = readdirSync(join(ROOT, 'examples')).filter((name) => /^compose.*\.yml$/.test(name))
const IMAGE = readDockerfile().at(-1)!
const SECRETS = { POSTGRES_PASSWORD: 'a-password-of-somebody' }
const KEYS = 'image build restart command environment ports volumes depends_on healthcheck'.split(
  ' ',
)

test('there is one for a single container, and one for several', () => {
  expect(FILES).toEqual(['compose.postgres.yml', 'compose.yml'])
})

describe.each(FILES)('examples/%s', (file) => {
  const compose = readCompose(file)
  const services = Object.entries(compose.services)

  test('says of each service what it is made of, and nothing that compose does not know', () => {
    expect(Object.keys(compose).filter((key) => !key.startsWith('x-'))).toEqual([
      'name',
      'services',
      'volumes',
    ])
    for (const [, service] of services) {
      expect(KEYS).toEqual(expect.arrayContaining(Object.keys(service)))
      expect(Boolean(service.image) !== Boolean(service.build)).toBe(true)
      if (service.image) expect(service.image).toMatch(/^[a-z]+:\d+$/)
      if (service.build) expect(join(ROOT, 'examples', service.build)).toBe(join(ROOT, '.'))
      expect(service.restart).toBe('unless-stopped')
    }
  })

  test('has every volume, file and service that it names, and no volume that nobody uses', () => {
    const sources = services.flatMap(([, { volumes = [] }]) =>
      volumes.map((volume) => volume.split(':')[0]!),
    )
    const named = sources.filter((source) => !source.startsWith('.'))
    expect([...new Set(named)].toSorted()).toEqual(Object.keys(compose.volumes).toSorted())
    for (const path of sources.filter((source) => source.startsWith('.'))) {
      expect(existsSync(join(ROOT, 'examples', path)), path).toBe(true)
    }
    for (const [, service] of services) {
      for (const name of needs(service)) expect(compose.services).toHaveProperty(name)
      for (const [name, { condition }] of Object.entries(service.depends_on ?? {})) {
        if (condition === 'service_healthy') {
          expect(compose.services[name]!.healthcheck!.test![0]).toBe('CMD')
        }
      }
    }
  })

  test('opens one port, to this machine alone, and it is that of the proxy if there is one', () => {
    const open = services.filter(([, { ports }]) => ports)
    expect(open.map(([name]) => name)).toEqual(['proxy' in compose.services ? 'proxy' : 'bellhop'])
    expect(open.flatMap(([, { ports }]) => ports)).toEqual(['127.0.0.1:8000:8000'])
    expect(all(IMAGE, 'EXPOSE')).toEqual(['8000'])
    for (const [, service] of ours(compose)) {
      expect(service.environment).toMatchObject({ BELLHOP_PUBLIC_URL: 'http://localhost:8000' })
    }
  })

  test('keeps what Bellhop keeps in the volume of the image', () => {
    for (const [, { volumes }] of ours(compose)) {
      expect(volumes).toEqual([`data:${all(IMAGE, 'VOLUME')[0]}`])
    }
  })

  test('holds no password: whoever starts it has to choose one', () => {
    const text = JSON.stringify(compose.services)
    for (const [, value] of text.matchAll(/"\w*(?:PASSWORD|SECRET|KEY|TOKEN)\w*":"([^"]*)"/g)) {
      expect(value).toMatch(/^\$\{\w+:\?[^}]+\}$/)
    }
    for (const [, password] of text.matchAll(/:\/\/[^:"/@]+:([^"/]*)@/g)) {
      expect(password).toMatch(/^\$\{\w+:\?[^}]+\}$/)
    }
    if (!text.includes('${')) return
    for (const [, service] of ours(compose)) {
      expect(() => environmentOf(service, {})).toThrow('POSTGRES_PASSWORD: choose one')
    }
  })

  test('gives Bellhop settings that it has, and values that it takes', () => {
    for (const [, service] of ours(compose)) {
      const environment = environmentOf(service, SECRETS)
      expect(Object.keys(SETTINGS.shape)).toEqual(expect.arrayContaining(Object.keys(environment)))
      const config = readConfig({ ...environmentIn(IMAGE), ...environment })
      expect(config.http).toMatchObject({ host: '0.0.0.0', port: 8000 })
    }
  })

  test('gives commands that the command line takes', async () => {
    for (const [, { command = 'serve' }] of ours(compose)) {
      const program = bellhop().configureOutput({ writeErr: () => {} })
      const [name, ...args] = command.split(' ')
      const found = program.commands.find((each) => each.name() === name)!
      // Read as ever, but not run.
      found.configureOutput({ writeErr: () => {} }).action(() => {})
      await program.parseAsync([name!, ...args], { from: 'user' })
      await expect(program.parseAsync([name!, '--mistake'], { from: 'user' })).rejects.toThrow()
    }
  })

  test('asks a container whether it is well, unless there is nothing to ask', () => {
    for (const [, { command, healthcheck }] of ours(compose)) {
      expect(healthcheck?.disable ?? false).toBe(command === 'worker')
    }
  })
})

test('the proxy passes requests on to each server of the compose file, and to nothing else', () => {
  const compose = readCompose('compose.postgres.yml')
  const servers = ours(compose).filter(([, { command }]) => command?.startsWith('serve'))
  const caddyfile = read('examples/Caddyfile')
  const upstreams = /reverse_proxy (.*) \{/.exec(caddyfile)![1]!.split(' ')
  expect(servers).toHaveLength(2)
  expect(upstreams).toEqual(servers.map(([name]) => `${name}:8000`))
  expect(needs(compose.services['proxy']!)).toEqual(servers.map(([name]) => name))
  expect(caddyfile).toMatch(/^:8000 \{$/m)
  expect(caddyfile).toContain('health_uri /readyz')
})
