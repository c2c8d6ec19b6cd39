import type { EmailTemplateRow } from '../db/list-tables.ts'
import { optional } from '../http/fields/field.ts'
import { shownField } from '../http/fields/nested.ts'
import { charField } from '../http/fields/text.ts'
import { byReference, byText } from '../http/find/filters.ts'
import type { Findable } from '../http/find/find.ts'
import { invalid } from '../lib/errors.ts'
import type { List } from '../lists/list.ts'

const LONGEST_TEXT = 200_000

/** The texts of mails. */
export const EmailTemplates = {
  table: 'email_template',
  kind: 'email-template',
  label: ({ template_name, locale }) => (locale ? `${template_name} (${locale})` : template_name),
  duplicate: () =>
    invalid({ template_name: ['There is a template of this name for this locale already.'] }),
} as const satisfies List<EmailTemplateRow>

/** A line of a mail's head: with a break in it, it would be two. */
const line = (help: string) =>
  charField({
    maxLength: 100,
    help,
    checks: [(text) => (/[\r\n]/.test(text) ? 'This has to be one line.' : null)],
  })

/** What the API takes and gives of an e-mail template. */
export const EmailTemplateFields = {
  id: shownField({ type: 'integer', label: 'ID' }),
  template_name: line('Which mail it is, such as "newticket_submitter".'),
  subject: line('Its subject. The number and the title of the ticket come before it.'),
  heading: line('What stands above the text, in HTML.'),
  plain_text: charField({
    maxLength: LONGEST_TEXT,
    help: 'The mail as plain text. May hold placeholders such as {{ ticket.title }}.',
  }),
  html: charField({ maxLength: LONGEST_TEXT, help: 'The same in HTML.' }),
  locale: optional(
    charField({ maxLength: 10, help: 'Its language, such as "de". Null for all that have none.' }),
  ),
}

/** How a list of e-mail templates can be narrowed and sorted. */
export const FindEmailTemplates: Findable = {
  filters: {
    id: byReference('email_template.id'),
    template_name: byText('email_template.template_name'),
    locale: byText('email_template.locale'),
  },
  orderings: {
    id: 'email_template.id',
    template_name: 'email_template.template_name',
    locale: 'email_template.locale',
  },
  defaultOrdering: 'template_name,locale',
  fields: Object.keys(EmailTemplateFields),
  searched: ['email_template.template_name', 'email_template.subject', 'email_template.plain_text'],
}
