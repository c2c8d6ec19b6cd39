import type { Readable } from 'node:stream'

/** A file that has arrived but belongs to nothing yet. */
export interface Upload {
  key: string
  filename: string
  mimeType: string
  size: number
}

/** How a file is to be given out: by what type, and under what name. */
export interface Given {
  type: string
  disposition: string
}

/**
 * Files, named by random keys; what the sender called them is kept in the database. Whatever needs a
 * storage that is away throws `unavailable`.
 */
export interface FileStore {
  /** Streams `content` to where files are. It stays only if `keepIf` keeps it. A new key, unless it has one. */
  receive: (filename: string, mimeType: string, content: Readable, key?: string) => Promise<Upload>

  /**
   * Keeps the uploads if `work` succeeds, and none of them if it throws. They are in place before
   * `work` writes the rows that name them: a crash leaves a file without a row, which is thrown
   * away later, never a row without its file. Where `work` throws that nobody knows whether the
   * rows were written, the files stay until `clearUp` looks.
   */
  keepIf: <T>(uploads: readonly Upload[], work: () => Promise<T>) => Promise<T>

  /** Ends an upload: thrown away, unless it was kept. */
  discard: (upload: Upload) => Promise<void>

  /** Deletes kept files. One that is gone already is no error. */
  remove: (keys: readonly string[]) => Promise<void>

  /** The bytes of a kept file, or null if there is none. */
  size: (key: string) => Promise<number | null>

  /** The file's bytes from `start` to `end`, both included. */
  open: (key: string, range?: { start?: number; end?: number }) => Promise<Readable>

  /** A link past this server that works for a minute, or null where it is to give the file itself. */
  linkTo: (key: string, given: Given) => Promise<string | null>

  /** Throws unless files can be reached. */
  reach: () => Promise<void>

  /**
   * Throws away what arrived and belongs to nobody; what was kept of it stays where it is, if
   * `isNamed` knows a row. Where a process that ended can be told from one that lives, that is what
   * counts; elsewhere it is what has been arriving since before `since`.
   */
  clearUp: (isNamed: (key: string) => Promise<boolean>, since: Date) => Promise<void>

  /** Gives up what is still waited for. Nothing more will arrive. */
  close: () => Promise<void>
}
