import { expect, test } from 'vitest'
import { clientOf } from '../../test/client.ts'
import { testApp } from '../../test/app.ts'
import { whileHeld } from '../../test/postgres/held.ts'
import { newSetupToken } from './setup.ts'

test('of two who set up with the same token at the same moment, one does', async () => {
  const { app, ctx, db } = await testApp()
  await db.deleteFrom('user').execute()
  const token = await newSetupToken(db)
  const setUp = (username: string) => () =>
    clientOf(app).post('/api/setup/', {
      token,
      username,
      password: 'correct horse',
      queue: `The queue of ${username}`,
    })
  const nobodyAdds = 'lock table queue in share row exclusive mode'
  const results = await whileHeld(ctx, nobodyAdds, [setUp('ada'), setUp('ben')])
  expect(results).toMatchObject([{ value: { statusCode: 201 } }, { value: { statusCode: 409 } }])
  expect(await db.selectFrom('user').select('username').execute()).toEqual([{ username: 'ada' }])
})
