import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { type Config, readConfig } from '../config.ts'
import { describePostgresUrl, isPostgresUrl } from '../lib/postgres-url.ts'

/** Options that stand for a setting: they win over the environment, which wins over `.env`. */
export interface SettingOptions {
  dataDir?: string
  host?: string
  port?: string
  workers?: string
  jobs?: boolean
}

const FILE = '.env'
const fromFile = new Set<string>()

/** Reads `.env` of the working directory, if there is one. What is set already stays. */
export function loadEnvFile(): void {
  if (!existsSync(FILE)) return
  for (const [name, value] of Object.entries(parseEnv(readFileSync(FILE, 'utf8')))) {
    if (process.env[name] !== undefined) continue
    process.env[name] = value
    fromFile.add(name)
  }
}

/** Where a variable's value came from. */
export const originOf = (name: string): string => (fromFile.has(name) ? FILE : 'environment')

/** The configuration that the options, the environment and `.env` make together. */
export function configWith({ dataDir, host, port, workers, jobs }: SettingOptions): Config {
  const chosen = {
    BELLHOP_DATA_DIR: dataDir,
    BELLHOP_HOST: host,
    BELLHOP_PORT: port,
    BELLHOP_WORKERS: workers,
    // There is an option to leave jobs out, and none to bring them back.
    BELLHOP_JOBS: jobs === false ? 'false' : undefined,
  }
  const given = Object.entries(chosen).filter(([, value]) => value !== undefined)
  return readConfig({ ...process.env, ...Object.fromEntries(given) })
}

/** Where the database is, for people. */
export function databaseName(config: Config): string {
  if (isPostgresUrl(config.databaseUrl)) return describePostgresUrl(config.databaseUrl)
  return databasePath(config) ?? 'memory'
}

/** Where files are, for people. */
export function filesName({ files }: Config): string {
  if (files.kind === 'disk') return resolve(files.folder)
  return ['s3:/', files.bucket, files.prefix].filter((part) => part !== '').join('/')
}

/** The file of the database, or null if it is in none. */
export function databasePath(config: Config): string | null {
  if (isPostgresUrl(config.databaseUrl)) return null
  const path = config.databaseUrl.replace(/^sqlite:/, '')
  return path === ':memory:' ? null : resolve(path)
}
