import { type Command, Option } from 'commander'
import { createCustomField } from '../custom-fields/create.ts'
import { deleteCustomField } from '../custom-fields/delete.ts'
import { editCustomField } from '../custom-fields/edit.ts'
import { TYPE_NAMES } from '../custom-fields/input.ts'
import { listCustomFields } from '../custom-fields/list.ts'
import { examples, given, subcommand, wholeNumber } from './command.ts'
import type { SettingOptions } from './environment.ts'
import { openHelpdesk, openOrMakeHelpdesk } from './helpdesk.ts'
import { counted, print, table } from './output.ts'

type Common = SettingOptions & { json?: boolean }
interface FieldOptions extends Common {
  label?: string
  type?: string
  helpText?: string
  maxLength?: number | null
  decimalPlaces?: number | null
  choices?: string[]
  emptyChoice?: boolean
  order?: number | null
  required?: boolean
  staffOnly?: boolean
}

const typeOption = () => new Option('--type <type>', 'what it holds').choices(TYPE_NAMES)

/** `bellhop custom-field`: what tickets hold beside the usual. */
export function customFieldCommands(program: Command) {
  const field = program.command('custom-field').description('fields that you add to every ticket')

  const create = subcommand(field, 'create <name>', 'add a field; the API calls it "custom_NAME"')
    .requiredOption('--label <label>', 'what people call it')
    .addOption(typeOption().makeOptionMandatory())
    .action((name: string, options: FieldOptions & { label: string; type: string }) =>
      createField(name, options),
    )
  examples(takesFields(create), {
    'bellhop custom-field create order_number --label "Order number" --type varchar --max-length 20':
      'a line of text',
    'bellhop custom-field create site --label Site --type list --choices Roastery Shop Office':
      'a list of choices',
  })

  subcommand(field, 'list', 'show all fields in their order').action(list)

  const edit = subcommand(field, 'edit <name>', 'change what you give; an empty value clears it')
    .option('--label <label>', 'what people call it')
    .addOption(typeOption())
    .action((name: string, options: FieldOptions) => edited(name, options))
  examples(takesFields(edit), {
    'bellhop custom-field edit site --choices Roastery Shop Office Warehouse': 'one choice more',
    'bellhop custom-field edit order_number --required': 'new tickets must have it',
  })

  subcommand(field, 'delete <name>', 'delete a field')
    .option('--with-values', 'even if tickets hold a value in it, which is lost')
    .action(remove)
}

function takesFields(command: Command): Command {
  return command
    .option('--help-text <text>', 'a hint for those who fill it in')
    .option(
      '--max-length <count>',
      'most characters (varchar, text) or digits (decimal)',
      wholeNumber,
    )
    .option('--decimal-places <count>', 'digits after the point (decimal)', wholeNumber)
    .option('--choices <choices...>', 'the choices of a list')
    .option('--empty-choice', 'put an empty choice first, so that one must be made')
    .option('--no-empty-choice', 'no empty choice')
    .option('--order <number>', 'lower numbers come first', wholeNumber)
    .option('--required', 'must be filled in')
    .option('--no-required', 'may be left empty')
    .option('--staff-only', 'not for the public')
    .option('--no-staff-only', 'for everybody')
}

const fieldsOf = (options: FieldOptions) =>
  given({
    help_text: options.helpText,
    max_length: options.maxLength,
    decimal_places: options.decimalPlaces,
    list_values: options.choices?.join('\n'),
    empty_selection_list: options.emptyChoice,
    ordering: options.order,
    required: options.required,
    staff_only: options.staffOnly,
  })

async function createField(name: string, options: FieldOptions & { label: string; type: string }) {
  await using ctx = await openOrMakeHelpdesk(options)
  const { label, type } = options
  const made = await createCustomField(ctx, { name, label, data_type: type, ...fieldsOf(options) })
  print({ json: made, text: `Added the field "custom_${made.name}" to every ticket.` }, options)
}

async function edited(name: string, options: FieldOptions) {
  await using ctx = await openHelpdesk(options)
  const changes = given({ label: options.label, data_type: options.type, ...fieldsOf(options) })
  const row = await editCustomField(ctx, name, changes)
  print({ json: row, text: `Changed the field "custom_${row.name}".` }, options)
}

async function remove(name: string, options: Common & { withValues?: boolean }) {
  await using ctx = await openHelpdesk(options)
  const done = await deleteCustomField(ctx, { name, withValues: options.withValues ?? false })
  const lost = done.values_deleted > 0 ? `, and its ${counted(done.values_deleted, 'value')}` : ''
  print({ json: { name, ...done }, text: `Deleted the field "custom_${name}"${lost}.` }, options)
}

async function list(options: Common) {
  await using ctx = await openHelpdesk(options)
  const rows = await listCustomFields(ctx.db)
  const text = table(rows, {
    NAME: ({ name }) => name,
    LABEL: ({ label }) => label,
    TYPE: ({ data_type }) => data_type,
    'MAX LENGTH': ({ max_length }) => max_length,
    CHOICES: ({ list_values }) => list_values?.replaceAll('\n', ', '),
    ORDER: ({ ordering }) => ordering,
    REQUIRED: ({ required }) => required,
    'STAFF ONLY': ({ staff_only }) => staff_only,
    TICKETS: ({ tickets }) => tickets,
  })
  print({ json: rows, text: rows.length > 0 ? text : 'There are no custom fields.' }, options)
}
