import type { z } from 'zod'
import { invalid } from './errors.ts'

/** What `input` says once `schema` has read it. Otherwise every field that is wrong is named at once. */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  const read = schema.safeParse(input)
  if (read.success) return read.data
  const fields: Record<string, string[]> = {}
  for (const { path, message } of read.error.issues) {
    const messages = (fields[path[0]?.toString() ?? 'non_field_errors'] ??= [])
    messages.push(message)
  }
  throw invalid(fields)
}
