import { createHash } from 'node:crypto'
import type { Reply, Request } from './types.ts'

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#1a1a1a;background:#fff}' +
  'pre{background:#f5f5f3;padding:1rem;overflow:auto;border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere}' +
  'h1{font-size:1.2rem}code{font-family:ui-monospace,monospace}' +
  '@media(prefers-color-scheme:dark){body{color:#e8e8e6;background:#181818}pre{background:#242424}a{color:#8ab4f8}}'

/** Allows the one style above, and nothing that a user wrote: no script, no frame, no form. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256')
  .update(STYLE)
  .digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`

/** The answer as a page for a person: pretty-printed, its links clickable, the methods allowed. */
export function page(request: Request, reply: Reply, body: unknown): string {
  reply.header('content-security-policy', PAGE_POLICY)
  const address = escape(request.originalUrl)
  const allow = reply.getHeader('allow')
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${address} · Bellhop</title><style>${STYLE}</style></head>
<body>
<p><a href="/api/">Bellhop API</a></p>
<h1><code>${escape(request.method)} ${address}</code></h1>
<p>Status ${reply.statusCode}.${allow ? ` Methods allowed here: ${escape(String(allow))}.` : ''}</p>
<pre><code>${linked(escape(JSON.stringify(body, null, 2)))}</code></pre>
</body>
</html>
`
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escape = (text: string) => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!)

/** Only a value that is an address as a whole becomes a link: text that mentions one does not. */
function linked(json: string): string {
  return json.replaceAll(
    /&quot;(https?:\/\/(?:(?!&quot;|\\)\S)+)&quot;/g,
    '&quot;<a rel="noreferrer" href="$1">$1</a>&quot;',
  )
}
