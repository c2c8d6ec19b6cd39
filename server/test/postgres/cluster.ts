import { initialise, newFolder } from './folder.ts'
import { launch, type Server, type Settings } from './launch.ts'

/** A server of PostgreSQL of its own, gone when it is stopped or when this process ends. */
export interface Cluster extends Pick<Server, 'halt' | 'stop'> {
  /** The address of a database on it. */
  url: (database: string) => string
  /** Starts it again after a halt, as what it was. */
  start: () => Promise<void>
}

/** Starts one in a folder of its own, reached by a socket in there: no port is taken. */
export async function startCluster(settings: Settings = {}): Promise<Cluster> {
  const folder = newFolder()
  await initialise(folder)
  let server = await launch(folder, settings)
  return {
    url: (database) => `postgres://bellhop@/${database}?host=${encodeURIComponent(folder)}`,
    halt: () => server.halt(),
    async start() {
      server = await launch(folder, settings)
    },
    stop: () => server.stop(),
  }
}
