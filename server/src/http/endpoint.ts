import { changing } from '../lib/change.ts'
import { AppError, methodNotAllowed, notFound } from '../lib/errors.ts'
import { describeFields, type Fields } from './fields/describe.ts'
import { render } from './render.ts'
import type { App, Reply, Request } from './types.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Gives the body of the answer; the status is 200 unless the handler set another. */
export type Handler = (request: Request, reply: Reply) => unknown

export type Endpoint = { [M in Method]?: Handler } & {
  /** What OPTIONS calls it, such as "Ticket List". */
  name: string
  description: string
  /** Throws if this person may not be here at all. */
  allow: (request: Request) => void
  /** The fields that POST or PUT takes, for OPTIONS. */
  fields?: (request: Request) => Promise<Fields>
}

const MEDIA_TYPES = {
  renders: ['application/json', 'text/html'],
  parses: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
}
const ORDER: Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Answers every method at `url`: permission first, then whether the method is one it has. */
export function endpoint(app: App, url: string, spec: Endpoint) {
  const methods = ORDER.filter((method) => spec[method])
  const allow = [...methods, ...(spec.GET ? ['HEAD'] : []), 'OPTIONS'].join(', ')

  app.route({
    method: app.supportedMethods,
    url,
    config: { allow },
    handler: async (request, reply) => {
      requireAddress(request)
      spec.allow(request)
      if (request.method === 'OPTIONS') return render(request, reply, await describe(request, spec))
      const method = request.method === 'HEAD' ? 'GET' : request.method
      const handle = spec[method as Method]
      if (!handle) throw methodNotAllowed(originalMethod(request))
      const answer = () => handle(request, reply)
      return render(request, reply, await (method === 'GET' ? answer() : changing(answer)))
    },
  })
}

/** An id with a dot or a slash is an address that there is not, whoever asks. */
function requireAddress({ params }: Request) {
  const { id } = params as { id?: string }
  if (id !== undefined && (id === '' || /[./]/.test(id))) throw notFound()
}

/** The methods that Node's parser does not know reach us under another name: see unknown-method.ts. */
export const ORIGINAL_METHOD = 'x-bellhop-original-method'

function originalMethod({ method, headers }: Request): string {
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
