import { expect, test } from 'vitest'
import { newTicket, testApp } from '../../test/app.ts'

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

/** What a browser is shown of a ticket with these texts. */
async function shown(texts: object) {
  const { admin, queue } = await testApp()
  await admin.post('/api/tickets/', newTicket(queue, texts))
  const answer = await admin.get('/api/tickets/1/?x=<script>alert(2)</script>', HTML)
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  return answer
}

test('what customers wrote is text on a page, whatever it looks like', async () => {
  const title = `<script>alert(1)</script><img src=x onerror='a()'>" & `
  const { body } = await shown({ title })
  expect(body).not.toMatch(/<script|<img|<\/code><\/pre>.*<code/s)
  expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(body).toContain('&#39;a()&#39;')
})

test('only a value that is an address as a whole becomes a link', async () => {
  const { body } = await shown({
    title: 'https://ok.example/?a=1&b=2',
    description: 'see https://not.example/ there',
    resolution: 'javascript:alert(1)',
  })
  expect(body).toContain(
    '<a rel="noreferrer" href="https://ok.example/?a=1&amp;b=2">https://ok.example/?a=1&amp;b=2</a>',
  )
  const links = [...body.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)
  expect(links).toEqual(['/api/', 'https://ok.example/?a=1&amp;b=2'])
})

test.for(['https://a.example/"onclick="x', `https://a.example/'><b>`, 'https://a.example/\\"x'])(
  'an address cannot break out of its link: %s',
  async (title) => {
    const { body } = await shown({ title })
    expect(body).not.toMatch(/onclick="|<b>/)
    for (const [tag] of body.matchAll(/<a [^>]*>/g)) {
      expect(tag).toMatch(/^<a (rel="noreferrer" )?href="[^"]*">$/)
    }
  },
)

test('a page lets nothing run: one style, no script, no form, no frame', async () => {
  const { headers } = await shown({})
  const policy = String(headers['content-security-policy'])
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+';/)
  expect(policy).toContain("frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
  expect(policy).not.toMatch(/script-src|unsafe-inline/)
})

test('errors are pages, too, for those who ask for pages', async () => {
  const { stranger } = await testApp()
  const answer = await stranger.get('/api/tickets/', HTML)
  expect(answer.statusCode).toBe(401)
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(answer.body).toContain('Status 401.')
})
