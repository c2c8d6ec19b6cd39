import type { Config } from '../../config.ts'
import type { Upload } from '../../files/store.ts'
import { typeRefusal } from '../../files/media-type.ts'
import { fileField } from '../../http/fields/file.ts'
import { integerField } from '../../http/fields/number.ts'
import { primaryKeyField } from '../../http/fields/reference.ts'
import { charField } from '../../http/fields/text.ts'
import { shownField } from '../../http/fields/nested.ts'
import type { Asking } from '../../queues/access.ts'
import { followUpExists } from '../access.ts'

const MOST = 2n ** 63n - 1n

/** What the API takes and gives of a file of a follow-up. */
export const attachmentFields = (types: Config['attachments']['types']) => ({
  id: shownField({ type: 'integer', label: 'ID' }),
  followup: primaryKeyField<Asking>({ label: 'Follow-up', exists: followUpExists }),
  file: fileField<Upload>({
    label: 'File',
    help: 'In an answer: a link that expires, to a download.',
    maxLength: 1000,
    checks: [({ filename }) => typeRefusal(filename, types)],
  }),
  filename: charField({ label: 'Filename', required: false, allowBlank: true, maxLength: 1000 }),
  mime_type: charField({ label: 'MIME Type', required: false, allowBlank: true, maxLength: 255 }),
  size: integerField({
    label: 'Size',
    help: 'In bytes.',
    required: false,
    minValue: -MOST - 1n,
    maxValue: MOST,
  }),
})
