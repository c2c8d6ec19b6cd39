import type { TestProject } from 'vitest/node'
import { startCluster } from './cluster.ts'
import { closeAdmins, dropDatabase, makeTemplate, type Template, withName } from './databases.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the tests make their databases; undefined where they are to run on SQLite. */
    postgres?: Template
  }
}

const teardowns: (() => Promise<void>)[] = []

export async function teardown() {
  for (const each of teardowns) await each()
}

/** PostgreSQL for a run of the tests: TEST_DATABASE_URL names a database on one, or it is a new one. */
export async function setup(project: TestProject) {
  const given = process.env.TEST_DATABASE_URL
  const cluster = given ? undefined : await startCluster()
  const pattern = given ? withName(given) : cluster!.url('NAME')
  const template = await makeTemplate(pattern)
  project.provide('postgres', template)

  teardowns.push(async () => {
    if (given) await dropDatabase(template, template.name)
    await closeAdmins()
    await cluster?.stop()
  })
}
