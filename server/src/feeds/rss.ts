/** A feed, before it is written as RSS. */
export interface Feed {
  title: string
  description: string
  /** Where this feed is. */
  link: string
  items: FeedItem[]
}

export interface FeedItem {
  title: string
  /** Plain text, whatever somebody wrote there. */
  description: string
  /** Where the thing itself is; no two items have the same. */
  link: string
  author: string | null
  category: string
  /** ISO 8601 in UTC. */
  date: string
}

/** Writes a feed as RSS 2.0. */
export function rss({ title, description, link, items }: Feed): string {
  const channel = [
    element('title', title),
    element('link', link),
    element('description', description),
    `<atom:link rel="self" type="application/rss+xml" href="${escaped(link)}"/>`,
    ...items.map(itemOf),
  ]
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
${channel.join('\n')}
</channel>
</rss>
`
}

function itemOf({ title, description, link, author, category, date }: FeedItem): string {
  const published = new Date(date)
  const parts = [
    element('title', title),
    element('link', link),
    element('guid', link),
    // Readers take it for HTML: what was written has to be text there, too.
    element('description', escaped(description).replaceAll(/\r\n|\r|\n/g, '<br/>')),
    element('category', category),
    author === null ? '' : element('dc:creator', author),
    Number.isNaN(published.getTime()) ? '' : element('pubDate', published.toUTCString()),
  ]
  return `<item>${parts.join('')}</item>`
}

const element = (name: string, text: string) => `<${name}>${escaped(text)}</${name}>`

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text for XML, which has no way to write most control characters: they become replacement characters. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    // oxlint-disable-next-line no-control-regex -- these are what XML does not allow
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!)
