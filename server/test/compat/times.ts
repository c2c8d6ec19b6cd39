/** The moments between which something happened, in milliseconds. */
export interface Span {
  from: number
  to: number
}

// Clocks are read in two processes, and one of them rounds.
const LEEWAY = 1000

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d{6}))?Z$/

/** Whether a time of an answer is in the API's format, and was "now" at some point of the span. */
export function isNowInAnswer(text: string, span: Span): boolean {
  const match = TIME.exec(text)
  return match !== null && match[1] !== '000000' && isWithin(text, span)
}

/** Whether a stored time has six fraction digits, and was "now" at some point of the span. */
export function isNowInStore(text: string, span: Span): boolean {
  return TIME.exec(text)?.[1] !== undefined && isWithin(text, span)
}

function isWithin(text: string, { from, to }: Span): boolean {
  const time = Date.parse(text)
  return time >= from - LEEWAY && time <= to + LEEWAY
}
