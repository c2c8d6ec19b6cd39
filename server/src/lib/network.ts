import { isIP } from 'node:net'

/** An address, a network of them, or a name that Fastify has for some networks. */
export function isNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const most = isIP(address) === 6 ? 128 : 32
  return isIP(address) !== 0 && Number(bits ?? most) >= 1 && Number(bits ?? most) <= most
}

/** As a browser writes it: no path, not even a slash. */
export const isOrigin = (text: string): boolean =>
  text === '*' || (/^https?:/.test(text) && URL.parse(text)?.origin === text)
