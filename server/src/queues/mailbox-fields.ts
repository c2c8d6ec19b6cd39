import { booleanField, choiceField } from '../http/fields/choice.ts'
import { optional } from '../http/fields/field.ts'
import { shownField } from '../http/fields/nested.ts'
import { integerField } from '../http/fields/number.ts'
import { charField } from '../http/fields/text.ts'

const choices = <Name extends string>(...names: Name[]) =>
  names.map((name) => ({ value: name, label: name }))

const port = (help: string) => optional(integerField({ minValue: 1, maxValue: 65_535, help }))

const NO_SPACE = 'This may not hold spaces.'

const host = (help: string) =>
  optional(
    charField({
      maxLength: 200,
      help,
      checks: [(text) => (/\s/.test(text) ? NO_SPACE : null)],
    }),
  )

// A form that leaves the box out is by somebody who does not see it, or does not mean it.
const { formDefault: _, ...ssl } = booleanField({
  required: false,
  help: 'Whether the connection is encrypted from its start.',
})

/** How a queue's mail is fetched. Only admins see and change this. */
export const MailboxFields = {
  email_box_type: optional(
    choiceField({
      choices: choices('pop3', 'imap', 'oauth', 'local'),
      help: 'Where its mail comes from: a mailbox, or a local folder. Null for nowhere.',
    }),
  ),
  email_box_host: host('Name or address of the mail server.'),
  email_box_port: port('Port of the mail server. Null for the usual one.'),
  email_box_ssl: ssl,
  email_box_user: optional(charField({ maxLength: 200, help: 'Who signs in to the mailbox.' })),
  email_box_pass: optional(
    charField({
      maxLength: 200,
      trim: false,
      writeOnly: true,
      help: 'Password of the mailbox. It is kept encrypted and never shown.',
    }),
  ),
  email_box_pass_is_set: shownField({
    type: 'boolean',
    help: 'Whether there is a password of the mailbox.',
  }),
  email_box_imap_folder: optional(
    charField({ maxLength: 100, help: 'Folder of an IMAP mailbox. Null for "INBOX".' }),
  ),
  email_box_local_dir: optional(
    charField({ maxLength: 200, help: 'Folder on the server, for the type "local".' }),
  ),
  email_box_interval: integerField({
    required: false,
    minValue: 1,
    maxValue: 10_080,
    help: 'Minutes between two looks into the mailbox.',
  }),
  email_box_last_check: shownField({
    type: 'datetime',
    help: 'When the mailbox was last looked into.',
  }),
  socks_proxy_type: optional(
    choiceField({
      choices: choices('socks4', 'socks5'),
      help: 'Kind of a proxy on the way to the mail server. Null for none.',
    }),
  ),
  socks_proxy_host: host('Name or address of that proxy.'),
  socks_proxy_port: port('Port of that proxy.'),
  logging_type: optional(
    choiceField({
      choices: choices('none', 'debug', 'info', 'warn', 'error', 'crit'),
      help: 'How much is logged when mail is fetched.',
    }),
  ),
  logging_dir: optional(
    charField({ maxLength: 200, help: 'Folder on the server for a log of its own.' }),
  ),
}
