import type { Context } from '../context.ts'
import type { Schema } from '../db/schema.ts'
import type { AppError } from '../lib/errors.ts'
import type { Actor } from '../users/queries.ts'

/** A small table that people fill by hand, and what is particular about its rows. */
export interface List<Row extends { id: number }> {
  table: keyof Schema & string
  /** As the audit has it: "preset-reply". */
  kind: string
  label: (row: Row) => string
  /** Which queues a row counts for: rows of this table say so, by its `owner` and `queue_id`. */
  queues?: Links
  /** Columns that people do not give. */
  added?: (ctx: Context, actor: Actor) => object
  /** How given values are kept, where that is not as they are. */
  columns?: (given: Record<string, unknown>) => Record<string, unknown>
  /** Throws if somebody may not change this row, or not into this. It is asked of both. */
  check?: (row: Row & { queues: number[] }, before?: Row) => void
  /** What a second row is answered where there may be one. */
  duplicate?: () => AppError
  /** What the audit holds of a row, where that is not all of it. */
  noted?: (row: Row) => object
}

/** A table whose rows link those of a list to queues. */
export interface Links {
  table: keyof Schema & string
  owner: string
}
