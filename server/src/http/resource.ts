import type { Context } from '../context.ts'
import { notFound } from '../lib/errors.ts'
import { type Endpoint, endpoint } from './endpoint.ts'
import type { Fields } from './fields/field.ts'
import type { ParsedValues } from './fields/parse.ts'
import { type Find, type Findable, readChoice, readFlags } from './find/find.ts'
import { chosen, findPage } from './find/list.ts'
import type { AnyQuery } from './find/match.ts'
import { parseForm, readForm } from './form.ts'
import { idOf } from './id.ts'
import { queryOf } from './query.ts'
import type { App, Reply, Request } from './types.ts'

/** What a list of rows and each of them can do over the API. What is left out answers 405. */
export interface Resource<C, F extends Fields<C>, Row, Shown extends object> {
  /** In singular, such as "Preset Reply". */
  name: string
  description: string
  allow: Endpoint['allow']
  rows?: string
  /** What is taken and given, each with its help. */
  fields: F
  /** What reading the fields takes, such as who asks. */
  context: (request: Request) => C
  find: Findable
  /** What is asked, without what this person may not know of. */
  ask?: (request: Request, find: Find) => Promise<Find>
  /** The rows that this person may see: a list, a row by its id and its changes all begin here. */
  from: (request: Request) => Promise<AnyQuery<Row>> | AnyQuery<Row>
  /** The column of the id, such as `queue.id`. */
  id: string
  /** What the address calls that id, where `:id` is another's: `cc` in `/tickets/:id/cc/:cc`. */
  param?: string
  /** Throws where nothing may be changed here, whatever it be: before a body is read. */
  mayChange?: (request: Request) => Promise<unknown>
  /** Throws where they may see this row and not change it: before a body is read, too. */
  mayEdit?: (request: Request, row: Row) => Promise<unknown>
  show: (rows: Row[], request: Request, includes: string[]) => Promise<Shown[]> | Shown[]
  /** How many rows there are where nothing narrows the list, if that is known without counting. */
  countAll?: () => Promise<number>
  /** Gives the id of the new row. */
  create?: (request: Request, given: ParsedValues<F>) => Promise<number>
  edit?: (request: Request, row: Row, given: ParsedValues<F>) => Promise<void>
  /** What DELETE may be told in its address, such as `?with_values=true`. */
  removeFlags?: readonly string[]
  remove?: (request: Request, row: Row, flags: ReadonlySet<string>) => Promise<void>
}

/** Answers for a resource at `path` and `path/:id`: list, detail, create, edit, delete. */
export function resource<C, F extends Fields<C>, Row, Shown extends object>(
  app: App,
  ctx: Context,
  what: Resource<C, F, Row, Shown>,
  path = '',
) {
  const { create, edit, remove, param = 'id' } = what
  const common = {
    description: what.description,
    allow: what.allow,
    ...(what.rows ? { rows: what.rows } : {}),
    fields: async (request: Request) => {
      // Where there is nothing that they may see, OPTIONS has nothing to say either.
      await what.from(request)
      return what.fields as Fields
    },
  }
  endpoint(app, `${path}/`, {
    ...common,
    name: `${what.name} List`,
    GET: async (request) =>
      findPage(ctx, request, {
        spec: what.find,
        id: what.id,
        countAll: what.countAll,
        ask: what.ask && ((find) => what.ask!(request, find)),
        from: await what.from(request),
        show: (rows, { includes }) => what.show(rows, request, includes),
      }),
    ...(create && {
      POST: async (request: Request, reply: Reply) => {
        await mayChange(request)
        const id = await create(request, await given(request, false))
        reply.code(201)
        return await shown(request, id)
      },
    }),
  })

  endpoint(app, `${path}/:${param}`, {
    ...common,
    name: `${what.name} Instance`,
    GET: async (request) => shown(request, idOf(request, param)),
    ...(edit && {
      PUT: (request: Request) => change(request, false),
      PATCH: (request: Request) => change(request, true),
    }),
    ...(remove && {
      DELETE: async (request: Request, reply: Reply) => {
        const { flags, rest } = readFlags(queryOf(request), what.removeFlags ?? [])
        readChoice(rest, what.find)
        await what.mayChange?.(request)
        await remove(request, await rowOf(request, idOf(request, param)), flags)
        reply.code(204)
      },
    }),
  })

  async function mayChange(request: Request) {
    readChoice(queryOf(request), what.find)
    await what.mayChange?.(request)
  }

  async function given(request: Request, partial: boolean) {
    await using form = await readForm(ctx, request)
    return await parseForm(form, what.fields, { partial, context: what.context(request) })
  }

  async function change(request: Request, partial: boolean) {
    await mayChange(request)
    const id = idOf(request, param)
    const row = await rowOf(request, id)
    await what.mayEdit?.(request, row)
    await edit!(request, row, await given(request, partial))
    return await shown(request, id)
  }

  async function rowOf(request: Request, id: number): Promise<Row> {
    const from = await what.from(request)
    const row = await from.where(what.id, '=', id).executeTakeFirst()
    if (!row) throw notFound(what.name.replaceAll(' ', ''))
    return row
  }

  async function shown(request: Request, id: number) {
    const choice = readChoice(queryOf(request), what.find)
    const [row] = await what.show([await rowOf(request, id)], request, choice.includes)
    return chosen(row!, choice)
  }
}
