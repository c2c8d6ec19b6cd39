import type { Request, Stretch } from './load.ts'
import type { Canned } from './bare-http.ts'

/** Sends one request, and gives its answer for a bare server to repeat. Any error ends the bench. */
export async function send(port: number, request: Request): Promise<Canned> {
  const { method, path, headers, body } = request
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  })
  const text = await response.text()
  if (!response.ok) {
    throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 500)}`)
  }
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    body: text,
  }
}

/** A figure counts only if every request was answered well. */
export function refuseErrors(name: string, { statuses }: Stretch): void {
  const bad = Object.entries(statuses).filter(([status]) => !status.startsWith('2'))
  if (bad.length === 0 && Object.keys(statuses).length > 0) return
  const counts = bad.map(([status, count]) => `${count} × ${status}`).join(', ')
  throw new Error(
    `${name}: not every request was answered well (${counts || 'none was answered'}).`,
  )
}
