import type { Phrase } from '../../db/full-text.ts'

const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu
/** So many characters before the first word that was found, and so many in all. */
const BEFORE = 60
const LONGEST = 200

interface Place {
  start: number
  end: number
}

/**
 * A piece of a text around the first words that were looked for, as HTML: whatever somebody wrote is
 * escaped, and the words are in `<mark>`. Undefined where there are none.
 */
export function marked(text: string, phrases: Phrase[]): string | undefined {
  const places = placesOf(text, phrases)
  const [first] = places
  if (!first) return undefined
  const start = first.start <= BEFORE ? 0 : wordStart(text, first.start - BEFORE)
  const end = Math.min(text.length, Math.max(start + LONGEST, first.end))
  let html = start > 0 ? '… ' : ''
  let at = start
  for (const place of places) {
    if (place.end > end || place.start < at) continue
    const word = escapeHtml(text.slice(place.start, place.end))
    html += `${escapeHtml(text.slice(at, place.start))}<mark>${word}</mark>`
    at = place.end
  }
  return `${html}${escapeHtml(text.slice(at, end).toWellFormed())}${end < text.length ? ' …' : ''}`
}

/** Whether the words of a phrase are somewhere in a text, one after the other. */
export function hasPhrase(text: string, phrase: Phrase): boolean {
  // To take a text to pieces takes a hundred times as long as to see that a word is not in it.
  const small = text.toLowerCase()
  if (phrase.words.some((word) => ASCII.test(word) && !small.includes(word))) return false
  const last: string[] = []
  for (const [word] of text.matchAll(WORD)) {
    last.push(word.toLowerCase())
    if (last.length > phrase.words.length) last.shift()
    if (last.length === phrase.words.length && isPhrase(last, phrase)) return true
  }
  return false
}

const ASCII = /^[a-z0-9]+$/

const piecesOf = (text: string) =>
  [...text.matchAll(WORD)].map((match) => ({
    word: match[0].toLowerCase(),
    start: match.index,
    end: match.index + match[0].length,
  }))

/** Where the words of the phrases are, in order. */
function placesOf(text: string, phrases: Phrase[]): Place[] {
  const words = piecesOf(text)
  const found = new Set<number>()
  words.forEach((_, at) => {
    for (const phrase of phrases) {
      if (!beginsAt(words, at, phrase)) continue
      phrase.words.forEach((_word, next) => found.add(at + next))
    }
  })
  return words.filter((_, at) => found.has(at))
}

const beginsAt = (words: { word: string }[], at: number, phrase: Phrase) =>
  isPhrase(
    words.slice(at, at + phrase.words.length).map(({ word }) => word),
    phrase,
  )

const isPhrase = (words: string[], { words: phrase, isPrefix }: Phrase) =>
  phrase.every((wanted, at) => {
    const isLast = at === phrase.length - 1
    return isLast && isPrefix ? words[at]?.startsWith(wanted) : words[at] === wanted
  })

function wordStart(text: string, from: number): number {
  const space = text.indexOf(' ', from)
  return space >= 0 && space < from + BEFORE ? space + 1 : from
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (each) => ENTITIES[each]!)
