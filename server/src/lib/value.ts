/** A number that was written with a fraction or an exponent: to the API's clients 3 and 3.0 differ. */
export class Float {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}

/** A file that came with a form; more is known of it by whoever received it. */
export interface FileValue {
  readonly filename: string
  readonly size: number
}

export type Dict = { [key: string]: Value }

/** Anything a request's body can hold. Whole numbers are bigints where a number would lose digits. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | Float
  | string
  | readonly Value[]
  | Dict
  | FileValue

/** Tells a dictionary, which has no prototype, from the other objects. */
export function isDict(value: Value): value is Dict {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null
}

/** Tells an uploaded file from the other objects. */
export function isFile(value: Value): value is FileValue {
  if (typeof value !== 'object' || value === null) return false
  return !Array.isArray(value) && !(value instanceof Float) && !isDict(value)
}

/** Tells a whole number, which a boolean is not. */
export const isInt = (value: Value): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint'

const IN_MEMORY = 2_621_440

/** The name of a value's type as error messages give it. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  if (isInt(value)) return 'int'
  if (value instanceof Float) return 'float'
  if (Array.isArray(value)) return 'list'
  if (!isFile(value)) return 'dict'
  return value.size > IN_MEMORY ? 'TemporaryUploadedFile' : 'InMemoryUploadedFile'
}

/** A value as text, as it stands in error messages and where a field reads numbers as text. */
export function str(value: Value): string {
  if (typeof value === 'string') return value
  return isFile(value) ? value.filename : repr(value)
}

/** A value as it stands inside the text of a list or a dictionary: strings are quoted there. */
export function repr(value: Value): string {
  if (value === null) return 'None'
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (isInt(value)) return String(value)
  if (value instanceof Float) return floatText(value.value)
  if (isDict(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${quote(key)}: ${repr(item)}`)
    return `{${entries.join(', ')}}`
  }
  if (isFile(value)) return `<${typeName(value)}: ${value.filename}>`
  return `[${value.map(repr).join(', ')}]`
}

/** The shortest text that reads back as this number, always with a fraction or an exponent. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace('Infinity', 'inf').replace('NaN', 'nan')
  const [mantissa = '', power = '0'] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, '0')
    return `${sign(value)}${mantissa.replace('-', '')}e${exponent < 0 ? '-' : '+'}${digits}`
  }
  return sign(value) + fixed(mantissa.replace(/[-.]/g, ''), exponent)
}

const sign = (value: number) => (value < 0 || Object.is(value, -0) ? '-' : '')

function fixed(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${whole}.${digits.slice(exponent + 1) || '0'}`
}

const SHORT_ESCAPES: Record<string, string> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  const body = text.replace(/[\p{C}\p{Z}\\'"]/gu, (char) => {
    if (char === ' ') return char
    if (char === "'" || char === '"') return char === mark ? `\\${char}` : char
    return SHORT_ESCAPES[char] ?? escapeCode(char.codePointAt(0) ?? 0)
  })
  return mark + body + mark
}

function escapeCode(code: number): string {
  const hex = code.toString(16)
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}
