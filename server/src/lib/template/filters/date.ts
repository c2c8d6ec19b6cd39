import { formatMoment, formatPieces, isTimePart } from '../date-format.ts'
import { TemplateError } from '../error.ts'
import { type Filter, withOption } from '../filter.ts'
import { isMoment, isTruthy, str, textIn, type Value } from '../value.ts'

/** Filters of moments. What is none has no parts, so its result is empty. */
export const dateFilters: Record<string, Filter> = {
  date: withOption((value, argument) => {
    const format = formatIn(argument, 'DATE_FORMAT')
    if (isNothing(value)) return ''
    return isMoment(value) ? formatMoment(value, format) : withoutMoment(format)
  }),
  time: withOption((value, argument) => {
    const format = formatIn(argument, 'TIME_FORMAT')
    const pieces = formatPieces(format)
    if (isNothing(value) || pieces.some((piece, index) => index % 2 === 1 && !isTimePart(piece))) {
      return ''
    }
    return isMoment(value) ? formatMoment(value, format) : withoutMoment(format)
  }),
}

const isNothing = (value: Value) => value === null || textIn(value) === ''

const formatIn = (argument: Value | undefined, usual: string) =>
  argument !== undefined && isTruthy(argument) ? str(argument) : usual

/** Text that asks for nothing but a time zone can be written without a moment. */
function withoutMoment(format: string): string {
  let text = ''
  for (const [index, piece] of formatPieces(format).entries()) {
    if (index % 2 === 0) text += piece
    else if ('rU'.includes(piece)) throw new TemplateError('no moment')
    else if (!'eIOTZ'.includes(piece)) return ''
  }
  return text
}
