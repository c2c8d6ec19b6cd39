import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'
import { findPrograms, HOW_TO_GET } from './server/test/postgres/programs.ts'

/** About SQLite alone: its files, its one writer, its plans; or about who may, which no database decides. */
const ONLY_SQLITE = [
  'server/src/lists/queues.test.ts',
  'server/test/permissions/**',
  'server/src/users/permissions.test.ts',
  'server/src/db/{aside,checkpoint,group-commit,reader,remembered,query-plans}.test.ts',
  'server/src/db/migrations/**',
  'server/src/{cli,demo}/**',
  'server/test/{cli,examples}.test.ts',
]
/** What is tested here is not what a database does, so that once is enough. */
const NO_DATABASE = [
  'server/test/processes/team.test.ts',
  'server/src/files/**',
  'server/src/copy/files.test.ts',
  'server/src/tickets/attachments/s3.test.ts',
  'server/test/files/**',
  'server/test/fuzz/sockets.test.ts',
  'server/test/faults/disk-full.test.ts',
  'server/src/http/{endpoint,form,headers,limits,negotiate,page,unknown-method}.test.ts',
  'server/src/lib/**',
  'server/src/http/{fields/**,multipart*,json,urlencoded,upload-name,request-log,log-destination}*.test.ts',
  'server/src/http/fields/**',
  'server/src/config.test.ts',
  'server/src/users/password.test.ts',
  'server/src/tickets/placeholders.test.ts',
  'server/test/bench/**',
  'server/test/architecture.test.ts',
  'server/test/examples/{caddy,compose,dockerfile,service,started}.test.ts',
  'server/test/compat/{differences,effects,json,request,send,volatile}.test.ts',
]

const IN_S3 = [
  'server/src/{files,tickets/attachments}/s3.test.ts',
  'server/src/cli/copy-files.test.ts',
]
/** Whole servers and clusters, which take minutes: npm run fuzz, crash, faults, processes. */
const LONG = [
  'server/test/{fuzz,crash,faults,processes,backup,examples,files}/**/*.test.ts',
  ...IN_S3,
]
/** What of it is quick on SQLite runs there every time: all but this. */
const LONG_ON_SQLITE = [
  'server/test/{crash,processes,files}/**',
  'server/test/examples/{started,caddy}.test.ts',
  ...IN_S3,
]

const hasPostgres = Boolean(process.env.TEST_DATABASE_URL || findPrograms())
const isAsked = process.argv.some((argument) => /^(full-)?postgres$/.test(argument))
if (isAsked && !hasPostgres) {
  const line = `The tests on PostgreSQL did not run: ${HOW_TO_GET}.`
  if (process.env.CI === 'true') throw new Error(line)
  process.once('exit', () => console.error(`\n${line}`))
}

// A busy machine is no reason to fail. What is compiled serves all files of a worker, which takes half the
// time: no test leaves anything behind in memory, in the environment or in timers.
const quick = { isolate: false }
const sqlite = {
  exclude: [...configDefaults.exclude, '**/*.postgres.test.ts'],
  testTimeout: 60_000,
}
const postgres = {
  globalSetup: 'server/test/postgres/global-setup.ts',
  testTimeout: 60_000,
}
const shortOnSqlite = [...sqlite.exclude, ...LONG_ON_SQLITE]
const notOnPostgres = [...configDefaults.exclude, ...ONLY_SQLITE, ...NO_DATABASE]
// The recorded exchanges are replayed by npm run compat.
const short = [...notOnPostgres, ...LONG, 'server/test/compat/compat.test.ts']
const full = { include: LONG, env: { BELLHOP_TESTS: 'full' } }
const include = ['server/**/*.test.ts']

export default defineConfig({
  test: {
    // Vitest would leave one core idle, of two.
    maxWorkers: availableParallelism(),
    projects: [
      { test: { ...sqlite, ...quick, name: 'sqlite', include, exclude: shortOnSqlite } },
      { test: { ...sqlite, ...full, name: 'full' } },
      ...(hasPostgres
        ? [
            { test: { ...postgres, ...quick, name: 'postgres', include, exclude: short } },
            { test: { ...postgres, ...full, name: 'full-postgres', exclude: notOnPostgres } },
          ]
        : []),
    ],
  },
})
