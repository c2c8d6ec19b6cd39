import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  dataFolder,
  listening,
  type ServerProcess,
  startProcess,
  working,
} from '../server-process.ts'
import { type ComposeFile, environmentOf } from './compose-file.ts'
import { all, environmentIn, healthCommand, listIn, readDockerfile } from './dockerfile.ts'
import { makeImage } from './image.ts'

/** What differs where there are no containers: addresses and ports. */
const HERE = { BELLHOP_HOST: '127.0.0.1', BELLHOP_PORT: '0', BELLHOP_TRUSTED_PROXIES: 'loopback' }
const SECRETS = { POSTGRES_PASSWORD: 'unused' }

/** Starts the services of a compose file by hand, each as a process instead of a container. */
export function byHand(compose: ComposeFile, more: NodeJS.ProcessEnv = {}) {
  const image = readDockerfile().at(-1)!
  const app = makeImage()
  const entry = listIn(all(image, 'ENTRYPOINT')[0]!).slice(1)
  const volumes = new Map<string, string>()

  /** A folder for each volume: those that mount the same one share it. */
  function folderOf(volume: string) {
    const folder = volumes.get(volume) ?? dataFolder()
    volumes.set(volume, folder)
    return folder
  }

  function environment(name: string): NodeJS.ProcessEnv {
    const service = compose.services[name]!
    const mounted = service.volumes!.map((volume) => volume.split(':') as [string, string])
    const inPlace = (value: string) =>
      mounted.reduce((text, [volume, path]) => (text === path ? folderOf(volume) : text), value)
    const ofImage = Object.entries(environmentIn(image)).map(([key, value]) => [
      key,
      inPlace(value.replace(/^\/app\//, `${app}/`)),
    ])
    return {
      ...(Object.fromEntries(ofImage) as Record<string, string>),
      ...environmentOf(service, SECRETS),
      ...HERE,
      ...more,
    }
  }

  function start(name: string) {
    const { command } = compose.services[name]!
    const args = command ? command.split(' ') : listIn(all(image, 'CMD')[0]!)
    return startProcess([...entry, ...args], { cwd: app, env: environment(name) })
  }

  return {
    serve: (name: string): Promise<ServerProcess> => listening(start(name)),
    work: (name: string) => working(start(name)),

    /** The exit code of the health check in the container of a service. */
    async health(name: string, { port }: ServerProcess): Promise<number> {
      const [, ...args] = healthCommand(image)
      const env = { ...environment(name), BELLHOP_PORT: String(port) }
      const [code] = await once(spawn(process.execPath, args, { cwd: app, env }), 'exit')
      return code as number
    },

    /** How many files of tickets there are in a volume. */
    files(volume: string): number {
      const folder = join(folderOf(volume), 'files')
      if (!existsSync(folder)) return 0
      const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      return names.filter((name) => /^..[/\\]/.test(name)).length
    },

    /** The folders of what has been compiled: one for each set of Node.js's flags. */
    compiled: () =>
      readdirSync(join(app, 'node_modules/.cache/compile'), { withFileTypes: true })
        .filter((each) => each.isDirectory())
        .map(({ name }) => name),
  }
}
