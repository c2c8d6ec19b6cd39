import { startCluster } from './cluster.ts'
import { closeAdmins, dropDatabase, makeDatabase, makeTemplate, withName } from './databases.ts'

/** A database with our tables for a program that is no test; all of it is gone afterwards. */
export async function throwawayDatabase(): Promise<{ url: string } & AsyncDisposable> {
  const given = process.env.TEST_DATABASE_URL
  const cluster = given ? undefined : await startCluster()
  const template = await makeTemplate(given ? withName(given) : cluster!.url('NAME'))
  const { url, drop } = await makeDatabase(template)
  return {
    url,
    async [Symbol.asyncDispose]() {
      await drop()
      await dropDatabase(template, template.name)
      await closeAdmins()
      await cluster?.stop()
    },
  }
}
