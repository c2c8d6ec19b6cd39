import { decodeHTML } from 'entities'
import { length, truncate } from '../lib/python.ts'

const LONGEST = 255
const NAMELESS = new Set(['', '.', '..'])

/** The name under which an uploaded file is known, or `null` for one that names no file. */
export function uploadName(sent: string): string | null {
  const name = lastComponent(decodeHTML(sent)).replace(/[\p{C}\p{Z}]/gu, keepSpace)
  return NAMELESS.has(name) ? null : shorten(name)
}

/** Whichever of the two slashes a sender's machine has. */
const lastComponent = (path: string) =>
  path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)

const keepSpace = (char: string) => (char === ' ' ? char : '')

/** Cuts a long name before its extension. */
function shorten(name: string): string {
  if (length(name) <= LONGEST) return name
  const dot = name.lastIndexOf('.')
  const hasExtension = /[^.]/.test(name.slice(0, Math.max(dot, 0)))
  const extension = hasExtension ? truncate(name.slice(dot), LONGEST) : ''
  const stem = hasExtension ? name.slice(0, dot) : name
  return truncate(stem, LONGEST - length(extension)) + extension
}
