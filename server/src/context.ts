import type { Config } from './config.ts'
import type { Db } from './db/index.ts'
import type { FileStore } from './files/store.ts'

/** What a request or a job may reach for. Made once in start.ts, passed down, never imported. */
export interface Context {
  db: Db
  files: FileStore
  config: Config
  /** Signs links and keys credentials in memory: known to this installation alone. */
  secret: string
  /** What is secret in the database is encrypted with it. Another one cannot read what is there. */
  encryptionKey: string
  now: () => Date
}
