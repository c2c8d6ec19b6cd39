import { isIpAddress, isIpv4, isIpv6 } from './ip-address.ts'
import { SPACE, isLongerThan, length } from './python.ts'

const LONGEST_EMAIL = 320
const LONGEST_URL = 2048
const LONGEST_HOST = 253

/** The four letters beyond ASCII whose other case is an ASCII letter count as letters too. */
const LETTER = String.raw`a-zA-Z\u0130\u0131\u017f\u212a`
/** Letters of international names. */
const WIDE = String.raw`\u00a1-\uffff`

const ATOMS = new RegExp(String.raw`^[-!#$%&'*+/=?^_\x60{}|~.0-9${LETTER}]+$`, 'u')
const QUOTED = new RegExp(
  String.raw`^"(?:[\x01-\x08\x0b\x0c\x0e-\x1f!#-\[\]-\x7f${LETTER}]|\\[\x01-\x09\x0b\x0c\x0e-\x7f${LETTER}])*"$`,
  'u',
)
const BRACKETED = /^\[([a-fA-F0-9:.]+)\]$/
const LABEL = new RegExp(String.raw`^(?!-)[-a-zA-Z0-9${WIDE}]{1,63}(?<!-)$`, 'u')
const LAST_LABEL = new RegExp(
  String.raw`^(?!-)(?:[-a-zA-Z${WIDE}]{2,63}|[xX][nN]--[0-9${LETTER}]{1,59})(?<!-)$`,
  'u',
)

/** Whether mail could be sent there: `name@example.com`, `"a name"@[192.0.2.1]`, `name@localhost`. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 0 || isLongerThan(text, LONGEST_EMAIL)) return false
  return isMailbox(text.slice(0, at)) && isMailDomain(text.slice(at + 1))
}

function isMailbox(name: string): boolean {
  if (QUOTED.test(name)) return true
  return ATOMS.test(name) && !name.split('.').includes('')
}

function isMailDomain(domain: string): boolean {
  if (domain === 'localhost' || isDomain(domain)) return true
  const address = BRACKETED.exec(domain)?.[1]
  return address !== undefined && isIpAddress(address)
}

/** Whether this is a name of at least two parts, the last of letters. */
function isDomain(name: string): boolean {
  const labels = name.split('.')
  const last = labels.pop() ?? ''
  return labels.length > 0 && LAST_LABEL.test(last) && labels.every((label) => LABEL.test(label))
}

const SCHEMES = ['http', 'https', 'ftp', 'ftps']
const URL_PARTS = new RegExp(
  String.raw`^(?:([^${SPACE}:@/]+)(?::[^${SPACE}:@/]*)?@)?(\[[0-9a-fA-F:.]+\]|[^${SPACE}:@/?#\[\]]+)(?::[0-9]{1,5})?(?:[/?#][^${SPACE}]*)?$`,
  'u',
)

/** Whether this is a whole address on the web or of an FTP server. */
export function isUrl(text: string): boolean {
  const start = text.indexOf('://')
  if (start < 0 || isLongerThan(text, LONGEST_URL) || /[\t\r\n]/.test(text)) return false
  if (!SCHEMES.includes(text.slice(0, start).toLowerCase())) return false
  const rest = text.slice(start + 3)
  const host = URL_PARTS.exec(rest)?.[2]
  if (host === undefined || !isUrlHost(host)) return false
  return isNetworkLocation(rest.split(/[/?#]/, 1)[0] ?? '')
}

function isUrlHost(host: string): boolean {
  if (host.startsWith('[')) return isIpv6(host.slice(1, -1))
  if (host.toLowerCase() === 'localhost' || isIpv4(host)) return true
  return length(host) <= LONGEST_HOST && isDomain(host.endsWith('.') ? host.slice(0, -1) : host)
}

/** What stands before the host must not look like part of another address. */
function isNetworkLocation(location: string): boolean {
  const open = location.indexOf('[')
  if (open >= 0 !== location.includes(']')) return false
  if (open >= 0) {
    const inside = location.slice(open + 1).split(']', 1)[0] ?? ''
    if (!isIpv6(inside) && !/^v[a-fA-F0-9]+\../s.test(inside)) return false
  }
  const bare = location.replace(/[@:#?]/g, '')
  const folded = bare.normalize('NFKC')
  return folded === bare || !/[/?#@:]/.test(folded)
}
