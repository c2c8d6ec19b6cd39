import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A new secret of 256 bits, as text that fits in a header, a cookie and a URL. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** A new API key: 40 hex digits, as django-helpdesk's clients expect them. */
export const newApiKey = (): string => randomBytes(20).toString('hex')

/** What is stored of a key or cookie: enough to recognise it, too little to use it. */
export const fingerprint = (value: string): string => hash('sha256', value)

export const sign = (secret: string, message: string): string =>
  createHmac('sha256', secret).update(message).digest('base64url')

/** Compares without telling by its time how much was right. */
export function sameText(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
