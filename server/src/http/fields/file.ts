import { isLongerThan, length } from '../../lib/python.ts'
import { type FileValue, type Value, isDict, isFile, typeName } from '../../lib/value.ts'
import {
  type Check,
  type Errors,
  type Field,
  type FieldOptions,
  type Settled,
  accept,
  checked,
  makeField,
  refuse,
} from './field.ts'

export interface FileOptions<F extends FileValue> extends FieldOptions {
  /** How long the file's name may be. */
  maxLength?: number
  /** What else has to hold of the file, such as its extension. */
  checks?: readonly Check<F>[]
}

/** An uploaded file, as whoever received it describes it. */
export function fileField<F extends FileValue = FileValue>(
  options: FileOptions<F> = {},
): Field<F, unknown> {
  const { maxLength, readOnly } = options
  return makeField<F, unknown>(options, {
    type: 'file upload',
    metadata: maxLength && !readOnly ? { max_length: maxLength } : {},
    requiredMessage: 'No file was submitted.',
    parse: (value) => readFile(value, options),
  })
}

function readFile<F extends FileValue>(value: Value, options: FileOptions<F>): Settled<F> {
  if (!isUpload<F>(value)) {
    return refuse('The submitted data was not a file. Check the encoding type on the form.')
  }
  const { maxLength, checks = [] } = options
  const { filename, size } = value
  if (filename === '') return refuse('No filename could be determined.')
  if (size === 0) return refuse('The submitted file is empty.')
  if (maxLength && isLongerThan(filename, maxLength)) {
    const has = `(it has ${length(filename)})`
    return refuse(`Ensure this filename has at most ${maxLength} characters ${has}.`)
  }
  return checked(value, checks)
}

/** Only the form's reader makes files, and all of them in the same way. */
const isUpload = <F extends FileValue>(value: Value | F): value is F => isFile(value)

/** Several uploaded files. What is wrong with one of them is told by its place in the list. */
export function fileListField<F extends FileValue = FileValue>(
  options: FileOptions<F> = {},
): Field<F[], unknown> {
  const child = fileField<F>({
    ...(options.maxLength ? { maxLength: options.maxLength } : {}),
    ...(options.checks ? { checks: options.checks } : {}),
  })
  return makeField<F[], unknown>(options, {
    type: 'list',
    metadata: {},
    child,
    parse(value) {
      if (!isList(value)) {
        return refuse(`Expected a list of items but got type "${typeName(value)}".`)
      }
      return readItems(value, options)
    },
  })
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value) && !isDict(value)

function readItems<F extends FileValue>(
  items: readonly Value[],
  options: FileOptions<F>,
): Settled<F[]> {
  const files: F[] = []
  const errors: { [index: string]: string[] } = {}
  for (const [index, item] of items.entries()) {
    const read = item === null ? refuse('This field may not be null.') : readFile(item, options)
    if (read.ok) files.push(read.value)
    else errors[index] = listed(read.errors)
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors } : accept(files)
}

const listed = (errors: Errors): string[] => (Array.isArray(errors) ? errors : [])
