import { addQueue } from '../src/queues/add.ts'
import { grantQueue } from '../src/queues/grant.ts'
import { newTicket, testApp } from './app.ts'
import { type Client, textFile } from './client.ts'

const ON = { BELLHOP_QUEUE_PERMISSIONS: 'true' }

/** Three queues with a ticket each; Agnes was given the first, the third is open to the public. */
export async function deskOfQueues(settings: NodeJS.ProcessEnv = ON) {
  const made = await testApp(settings)
  const { ctx, admin, staff, queue: support } = made
  const billing = await addQueue(ctx, { slug: 'billing', title: 'Billing' })
  const open = await addQueue(ctx, { slug: 'open', title: 'O', allow_public_submission: true })
  await grantQueue(ctx, { queue: 'support', username: staff.username })
  return {
    ...made,
    queues: { support, billing, open },
    own: await ticketIn(admin, support, 'own'),
    hidden: await ticketIn(admin, billing, 'secret'),
    public: await ticketIn(admin, open, 'public'),
  }
}

async function ticketIn(client: Client, queue: { id: number }, word: string) {
  const more = { title: `${word} title`, description: `${word} text` }
  const attachment = textFile(`${word}.txt`)
  const answer = await client.postForm('/api/tickets/', newTicket(queue, { ...more, attachment }))
  const { id, followup_set } = answer.json()
  const [followUp] = followup_set
  const ids = { ticket: id, followUp: followUp.id, file: followUp.followupattachment_set[0].id }
  const paths = [`/api/tickets/${id}/`, `/api/followups/${ids.followUp}/`]
  return { ...ids, paths: [...paths, `/api/followups-attachments/${ids.file}/`] }
}
