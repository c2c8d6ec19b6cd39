import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { addPerson } from '../../test/people.ts'
import { addQueue } from './add.ts'
import { grantQueue } from './grant.ts'
import { listQueues } from './list.ts'

test('queues are listed by their titles and whom they were given by name, in the same order on every database', async () => {
  const desk = await testApp()
  const { ctx, db, queue } = desk
  for (const title of ['hardware', 'Zoo', 'Ärger', '_misc', 'Hardware', 'a b', 'a-b', 'aa']) {
    await addQueue(ctx, { title, slug: `q${Buffer.from(title).toString('hex')}` })
  }
  for (const username of ['zoe', 'Zoe', 'émile', 'a.b', 'a_b', 'ab']) {
    await addPerson(desk, { username, is_staff: true })
    await grantQueue(ctx, { queue: queue.slug, username })
  }
  const queues = await listQueues(db)
  expect(queues.map(({ title }) => title)).toEqual([
    'Hardware',
    'Support',
    'Zoo',
    '_misc',
    'a b',
    'a-b',
    'aa',
    'hardware',
    'Ärger',
  ])
  const { granted_to } = queues.find(({ id }) => id === queue.id)!
  expect(granted_to).toEqual(['Zoe', 'a.b', 'a_b', 'ab', 'zoe', 'émile'])
})
