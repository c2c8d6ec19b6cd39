/** A number as it was written: `3`, `3.0` and `1e5` are told apart. */
export interface NumberLiteral {
  readonly rawJSON: string
}

export type Json = null | boolean | string | NumberLiteral | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json
}

const literals = JSON as unknown as {
  rawJSON(text: string): NumberLiteral
  isRawJSON(value: unknown): value is NumberLiteral
}

export const isNumber = (value: unknown): value is NumberLiteral => literals.isRawJSON(value)

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumber(value)

/** Reads JSON and keeps every number as it is written. */
export function parseJson(text: string): Json {
  const keep = (_key: string, value: unknown, context?: { source: string }) =>
    typeof value === 'number' && context ? literals.rawJSON(context.source) : value
  return JSON.parse(text, keep) as Json
}

/** Writes JSON with the numbers as they were read. */
export const writeJson = (value: Json): string => JSON.stringify(value)

/** The object at a key, or an empty one. */
export function objectAt(value: Json | undefined, key: string): JsonObject {
  const found = isObject(value) ? value[key] : undefined
  return isObject(found) ? found : {}
}

/** The list at a key, or an empty one. */
export function listAt(value: Json | undefined, key: string): Json[] {
  const found = isObject(value) ? value[key] : undefined
  return Array.isArray(found) ? found : []
}

/** The text or number at a key as text, or undefined. */
export function textAt(value: Json | undefined, key: string): string | undefined {
  const found = isObject(value) ? value[key] : undefined
  if (isNumber(found)) return found.rawJSON
  return typeof found === 'string' ? found : undefined
}
