import { SETTINGS } from '../settings.ts'

/** A setting's default as one would write it, or null if it has none. */
export function defaultOf(name: string): string | null {
  const setting = SETTINGS.shape[name as keyof typeof SETTINGS.shape]
  const { data } = setting.safeParse(undefined)
  if (data === undefined) return null
  if (Array.isArray(data)) return data.join(',')
  // Kept in bytes, written in megabytes.
  return String(name.endsWith('_MB') ? Number(data) / 1_000_000 : data)
}
