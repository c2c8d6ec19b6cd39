import type { Config } from '../config.ts'
import { diskStore } from './disk.ts'
import { s3Store } from './s3.ts'
import type { FileStore } from './store.ts'

/** The files of a helpdesk, where its configuration says. Nothing is asked for yet. */
export const openFiles = (place: Config['files']): FileStore =>
  place.kind === 's3' ? s3Store(place) : diskStore(place.folder)
