import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { App } from '../src/http/types.ts'

export type Answer = LightMyRequestResponse
type Headers = Record<string, string>
type Body = string | Buffer | object

/** Asks the helpdesk as one person, without a network in between. */
export interface Client {
  request: (
    method: string,
    path: string,
    more?: { headers?: Headers; body?: Body },
  ) => Promise<Answer>
  get: (path: string, headers?: Headers) => Promise<Answer>
  post: (path: string, body?: Body, headers?: Headers) => Promise<Answer>
  postForm: (path: string, fields: FormFields, headers?: Headers) => Promise<Answer>
  put: (path: string, body: Body, headers?: Headers) => Promise<Answer>
  patch: (path: string, body: Body, headers?: Headers) => Promise<Answer>
  delete: (path: string, headers?: Headers) => Promise<Answer>
}

/** Fields of a multipart form; a list sends its name several times. */
export type FormFields = Record<string, FormPart | FormPart[]>
type FormPart = string | number | File

/** A client that sends these headers with every request. */
export function clientOf(app: App, own: Headers = {}): Client {
  const request: Client['request'] = (method, url, { headers = {}, body } = {}) => {
    const options: InjectOptions = {
      method: method as NonNullable<InjectOptions['method']>,
      url,
      headers: { host: 'desk.test', ...own, ...headers },
      ...(body === undefined ? {} : { payload: body }),
    }
    return app.inject(options)
  }
  return {
    request,
    get: (path, headers = {}) => request('GET', path, { headers }),
    post: (path, body = {}, headers = {}) => request('POST', path, { headers, body }),
    put: (path, body, headers = {}) => request('PUT', path, { headers, body }),
    patch: (path, body, headers = {}) => request('PATCH', path, { headers, body }),
    delete: (path, headers = {}) => request('DELETE', path, { headers }),
    postForm: async (path, fields, headers = {}) => {
      const { type, body } = await multipart(fields)
      return request('POST', path, { headers: { 'content-type': type, ...headers }, body })
    },
  }
}

/** A multipart body as browsers write it, and the `Content-Type` that goes with it. */
export async function multipart(fields: FormFields): Promise<{ type: string; body: Buffer }> {
  const form = new FormData()
  for (const [name, values] of Object.entries(fields)) {
    for (const value of [values].flat()) {
      form.append(name, value instanceof File ? value : String(value))
    }
  }
  const encoded = new Response(form)
  const body = Buffer.from(await encoded.arrayBuffer())
  return { type: encoded.headers.get('content-type')!, body }
}

/** A small text file to attach. */
export const textFile = (name: string, content = `the text of ${name}`) =>
  new File([content], name, { type: 'text/plain' })
