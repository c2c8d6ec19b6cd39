import { changing } from '../lib/change.ts'
import { AppError, methodNotAllowed, notFound } from '../lib/errors.ts'
import { describeFields, type Fields } from './fields/describe.ts'
import { render } from './render.ts'
import type { App, Renderer, Reply, Request } from './types.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Gives the body of the answer; the status is 200 unless the handler set another. */
export type Handler = (request: Request, reply: Reply) => unknown

/** Who may be here at all. Which rows they find there is for an aggregate's access.ts to say. */
export interface Rule {
  /** As docs/permissions.md has it, such as "staff". */
  who: string
  /** Throws if this person may not. */
  check: (request: Request) => unknown
}

export const everyone: Rule = { who: 'everyone', check: () => {} }

export type Endpoint = { [M in Method]?: Handler } & {
  /** What OPTIONS calls it, such as "Ticket List". */
  name: string
  description: string
  /** One rule, or one for looking, one for changing, and perhaps another for PUT and PATCH. */
  allow: Rule | { read: Rule; write: Rule; edit?: Rule }
  /** Which rows they see or change, for docs/permissions.md: "of queues they may see". */
  rows?: string
  /** What it can answer with, best first: JSON and a page unless it says. */
  formats?: readonly Renderer['format'][]
  /** The fields that POST or PUT takes, for OPTIONS. */
  fields?: (request: Request) => Promise<Fields>
}

const MEDIA_TYPES = {
  renders: ['application/json', 'text/html'],
  parses: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
}
const ORDER: Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** An address of the API, as the documentation lists them all. */
export interface Listed {
  path: string
  methods: { method: Method; who: string }[]
  rows: string
}

declare module 'fastify' {
  interface FastifyInstance {
    /** All that `endpoint` has made: for what is said of the API as a whole. */
    endpoints: Listed[]
  }
}

/** Answers every method at `url`: permission first, then whether the method is one it has. */
export function endpoint(app: App, url: string, spec: Endpoint) {
  const methods = ORDER.filter((method) => spec[method])
  const allow = [...methods, ...(spec.GET ? ['HEAD'] : []), 'OPTIONS'].join(', ')
  app.endpoints.push({
    path: `${app.prefix}${url}`,
    methods: methods.map((method) => ({ method, who: ruleFor(method, spec).who })),
    rows: spec.rows ?? '',
  })

  app.route({
    method: app.supportedMethods,
    url,
    config: { allow, ...(spec.formats ? { formats: spec.formats } : {}) },
    handler: async (request, reply) => {
      requireAddress(request)
      const method = request.method === 'HEAD' ? 'GET' : request.method
      ruleFor(method, spec).check(request)
      if (method === 'OPTIONS') return render(request, reply, await describe(request, spec))
      const handle = spec[method as Method]
      if (!handle) throw methodNotAllowed(originalMethod(request))
      const answer = () => handle(request, reply)
      return render(request, reply, await (method === 'GET' ? answer() : changing(answer)))
    },
  })
}

const LOOKS = ['GET', 'OPTIONS']

const EDITS = ['PUT', 'PATCH']

function ruleFor(method: string, { allow }: Endpoint): Rule {
  if ('check' in allow) return allow
  if (LOOKS.includes(method)) return allow.read
  return EDITS.includes(method) ? (allow.edit ?? allow.write) : allow.write
}

/** An id with a dot or a slash is an address that there is not, whoever asks. A `name` is any text. */
function requireAddress({ params }: Request) {
  for (const [name, value] of Object.entries(params as Record<string, string>)) {
    if (value === '' || (name !== 'name' && /[./]/.test(value))) throw notFound()
  }
}

/** The methods that Node's parser does not know reach us under another name: see unknown-method.ts. */
export const ORIGINAL_METHOD = 'x-bellhop-original-method'

export function originalMethod({ method, headers }: Request): string {
  const original = headers[ORIGINAL_METHOD]
  return method === 'TRACE' && typeof original === 'string' ? original : method
}

/** What is not there, or not to be seen, has nothing that could be changed. */
async function fieldsFor(request: Request, spec: Endpoint): Promise<Fields | null> {
  try {
    return (await spec.fields?.(request)) ?? null
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

async function describe(request: Request, spec: Endpoint) {
  const fields = await fieldsFor(request, spec)
  const { name, description } = spec
  const actions = fields && { actions: { [spec.POST ? 'POST' : 'PUT']: describeFields(fields) } }
  return { name, description, ...MEDIA_TYPES, ...actions }
}
