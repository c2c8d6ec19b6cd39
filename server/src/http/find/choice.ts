import { chosen } from './list.ts'

interface Known {
  fields: readonly string[]
  includes: readonly string[]
}

interface Choice {
  fields: string[] | null
  includes: string[]
}

/**
 * `?fields=` and `?include=` on the paths of django-helpdesk, where what makes no sense is passed over:
 * names that there are not, and a list in which there is none that there is.
 */
export function choiceIn(query: URLSearchParams, known: Known): Choice {
  const named = (name: string, all: readonly string[]) =>
    (query.getAll(name).at(-1) ?? '').split(',').filter((each) => all.includes(each))
  const fields = named('fields', known.fields)
  return { fields: fields.length > 0 ? fields : null, includes: named('include', known.includes) }
}

/** Rows as they were chosen; the very same ones where nothing was. */
export const choose = <Row extends object>(rows: Row[], choice: Choice): object[] =>
  choice.fields ? rows.map((row) => chosen(row, choice)) : rows
