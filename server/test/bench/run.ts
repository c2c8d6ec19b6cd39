import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, release, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { type Case, casesNamed } from './cases.ts'
import { startChild } from './child.ts'
import { makeData } from './database.ts'
import { type Figures, figuresOf } from './figures.ts'
import { BARE_HTTP, BARE_SQLITE, type Field, laneName, lanesFor } from './lanes.ts'
import { inTurns } from './measure.ts'
import { HELP, type Options, readOptions } from './options.ts'
import { checksTable, figuresTable } from './report.ts'
import { startServer } from './server.ts'
import { checksFor } from './targets.ts'

const asked = readOptions(process.argv.slice(2))
if (asked === null) process.stdout.write(HELP)
else process.exitCode = await bench(asked)

async function bench(options: Options): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'bellhop-bench-'))
  const stops: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })]
  try {
    const field = await prepare(folder, options, stops)
    const figures = await measure(field, options)
    const checks = checksFor(figures, options.tolerance)
    process.stdout.write(`${machine()}\n\n${figuresTable(figures)}\n\n${checksTable(checks)}\n`)
    if (options.json)
      await writeFile(
        options.json,
        JSON.stringify({ machine: machine(), figures, checks }, null, 2),
      )
    return options.check && checks.some(({ ok }) => !ok) ? 1 : 0
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
}

/** Starts all processes. Whatever it starts, `stops` knows how to end. */
async function prepare(
  folder: string,
  { tickets, connections, profile }: Options,
  stops: (() => Promise<void>)[],
): Promise<Field> {
  const desks: Field['desks'] = []
  for (const size of tickets) {
    say(`Making up ${size} tickets …`)
    const data = await makeData(folder, size)
    const server = await startServer(data.folder, profile)
    stops.push(server.stop)
    desks.push({ ...data, server })
  }
  const started = <Question extends object, Answer>(file: string) => {
    const child = startChild<Question, Answer>(file)
    stops.push(child.stop)
    return child
  }
  return {
    desks,
    load: started('load.ts'),
    http: started('bare-http.ts'),
    sqlite: started('bare-sqlite.ts'),
    connections,
  }
}

async function measure(field: Field, options: Options): Promise<Figures[]> {
  const wanted = casesNamed(options.only)
  const groups = Map.groupBy(wanted, ({ group }) => group)
  const figures: Figures[] = []
  for (const [group, cases] of groups) {
    say(`Measuring: ${group} …`)
    figures.push(...(await measureGroup(field, cases, options)))
  }
  return figures
}

async function measureGroup(field: Field, cases: Case[], options: Options): Promise<Figures[]> {
  const stretches = await inTurns(await lanesFor(field, cases), options)
  return cases.flatMap(({ name }) =>
    field.desks.map(({ tickets }) =>
      figuresOf(name, tickets, {
        own: stretches.get(laneName(name, tickets))!,
        bare: stretches.get(BARE_HTTP)!,
        sqlite: stretches.get(BARE_SQLITE) ?? null,
        smallest: stretches.get(laneName(name, field.desks[0]!.tickets))!,
        first: stretches.get(laneName(cases[0]!.name, tickets))!,
      }),
    ),
  )
}

function machine(): string {
  const cores = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cores.length} cores (${cores[0]?.model ?? 'unknown'}), ${memory} GiB, ${process.platform} ${release()}, Node.js ${process.versions.node}`
}

function say(line: string) {
  process.stderr.write(`${line}\n`)
}
