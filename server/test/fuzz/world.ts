import { createCustomField } from '../../src/custom-fields/create.ts'
import { TYPE_NAMES } from '../../src/custom-fields/input.ts'
import { newTicket, type TestApp, testApp } from '../app.ts'
import { textFile } from '../client.ts'

const NAMES: Record<string, string> = { varchar: 'line', ipaddress: 'ip', boolean: 'flag' }

/** A helpdesk on the disk with some of everything, and a custom field of every type. */
export async function smallWorld(settings: NodeJS.ProcessEnv = {}): Promise<TestApp> {
  const desk = await testApp({ BELLHOP_MAX_BODY_MB: '0.5', ...settings })
  const { ctx, staff, customer, queue } = desk
  for (const data_type of TYPE_NAMES) {
    const name = NAMES[data_type] ?? data_type
    await createCustomField(ctx, {
      name,
      label: name,
      data_type,
      ...(data_type === 'varchar' ? { max_length: 30 } : {}),
      ...(data_type === 'decimal' ? { max_length: 10, decimal_places: 2 } : {}),
      ...(data_type === 'list' ? { list_values: 'one\ntwo' } : {}),
    })
  }
  for (const title of ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']) {
    const fields = { ...newTicket(queue, { title }), submitter_email: customer.email }
    await staff.postForm('/api/tickets/', { ...fields, attachment: textFile(`${title}.txt`) })
  }
  await staff.post('/api/followups/', { ticket: 1, comment: 'Done.', public: true, new_status: 3 })
  return desk
}

/** `npm test` takes a sample; the full number is for `npm run fuzz`. */
export const share = (full: number, sample: number) =>
  process.env.BELLHOP_TESTS === 'full' ? full : sample
