import { isEmail, isUrl } from '../../lib/address.ts'
import { compactIpv6, isIpAddress } from '../../lib/ip-address.ts'
import type { Field } from './field.ts'
import { type TextOptions, textField } from './text.ts'

/** An e-mail address, also with an international domain or one in brackets. */
export const emailField = <C = unknown>(options: TextOptions<C> = {}): Field<string, C> =>
  validated(options, 'email', 'Enter a valid email address.', isEmail)

/** Addresses with commas between them. */
export const emailsField = <C = unknown>(options: TextOptions<C> = {}): Field<string, C> =>
  textField(options, {
    type: 'string',
    invalid: 'Not a valid string.',
    check: (text) => {
      const wrong = text.split(',').find((address) => !isEmail(address.trim()))
      return wrong === undefined ? null : `"${wrong.trim()}" is not an e-mail address.`
    },
  })

/** An address on the web or of an FTP server, with its scheme. */
export const urlField = <C = unknown>(options: TextOptions<C> = {}): Field<string, C> =>
  validated(options, 'url', 'Enter a valid URL.', isUrl)

/** A short name of letters, digits, `-` and `_`. */
export const slugField = <C = unknown>(options: TextOptions<C> = {}): Field<string, C> =>
  validated(
    options,
    'slug',
    'Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.',
    (text) => /^[-a-zA-Z0-9_]+\n?$/.test(text),
  )

function validated<C>(
  options: TextOptions<C>,
  type: string,
  message: string,
  isValid: (text: string) => boolean,
): Field<string, C> {
  return textField(options, {
    type,
    invalid: message,
    check: (text) => (isValid(text) ? null : message),
  })
}

const NO_ADDRESS = 'Enter a valid IPv4 or IPv6 address.'

/** An IP address of either version; the long one is given on in its shortest form. */
export const ipAddressField = <C = unknown>(options: TextOptions<C> = {}): Field<string, C> =>
  textField(options, {
    type: 'string',
    invalid: NO_ADDRESS,
    read(value) {
      if (typeof value !== 'string') return null
      return value.includes(':') ? compactIpv6(value) : undefined
    },
    check: (text) => (isIpAddress(text) ? null : NO_ADDRESS),
  })
