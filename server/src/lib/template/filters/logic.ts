import { type Filter, withArgument, withOption } from '../filter.ts'
import { isTruthy, requireText } from '../value.ts'

/** Filters that choose. */
export const logicFilters: Record<string, Filter> = {
  default: withArgument((value, argument) => (isTruthy(value) ? value : argument)),
  default_if_none: withArgument((value, argument) => (value === null ? argument : value)),
  yesno: withOption((value, argument) => {
    const choices = requireText(argument ?? 'yes,no,maybe').split(',')
    const [yes = '', no] = choices
    if (no === undefined) return value
    if (value === null && choices.length === 3) return choices[2] ?? ''
    return isTruthy(value) ? yes : no
  }),
}
