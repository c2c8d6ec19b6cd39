import type { Filter } from './filter.ts'
import { dateFilters } from './filters/date.ts'
import { formatFilters } from './filters/format.ts'
import { htmlFilters } from './filters/html.ts'
import { logicFilters } from './filters/logic.ts'
import { numberFilters } from './filters/number.ts'
import { sequenceFilters } from './filters/sequence.ts'
import { textFilters } from './filters/text.ts'

const FILTERS = new Map(
  Object.entries({
    ...textFilters,
    ...htmlFilters,
    ...formatFilters,
    ...sequenceFilters,
    ...numberFilters,
    ...logicFilters,
    ...dateFilters,
  }),
)

/** The filter of this name, if there is one. */
export const findFilter = (name: string): Filter | undefined => FILTERS.get(name)
