import { writeFile } from 'node:fs/promises'
import { cpus, release, totalmem } from 'node:os'
import { type Case, casesNamed } from './cases.ts'
import { type Field, startField } from './field.ts'
import { measureFinding } from './finding/run.ts'
import { type Figures, figuresOf } from './figures.ts'
import { BARE_HTTP, BARE_SQLITE, laneName, lanesFor } from './lanes.ts'
import { FIRST_WARM_UP_SECONDS, inTurns, warmUp } from './measure.ts'
import { HELP, type Options, readOptions } from './options.ts'
import { checksTable, figuresTable } from './report.ts'
import { checksFor } from './targets.ts'
import { compareWorkers } from './workers.ts'

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))

const asked = understood(process.argv.slice(2))
if (asked === null) process.stdout.write(HELP)
else if (asked) process.exitCode = await bench(asked)

/** What is asked for, or undefined once it has been said what is wrong with it. */
function understood(args: string[]): Options | null | undefined {
  try {
    return readOptions(args)
  } catch (error) {
    say(`bench: ${(error as Error).message}`)
    process.exitCode = 2
  }
}

async function bench(options: Options): Promise<number> {
  if (options.workers || options.finding) {
    const { text, isMissed } = options.workers
      ? await compareWorkers(options, options.workers, say)
      : await measureFinding(options, say)
    process.stdout.write(`${machine()}\n\n${text}\n`)
    return options.check && isMissed ? 1 : 0
  }
  await using field = await startField(options, say)
  const figures = await measure(field, options)
  const checks = checksFor(figures, options)
  const all = { machine: machine(), figures, checks }
  process.stdout.write(`${all.machine}\n\n${figuresTable(figures)}\n\n${checksTable(checks)}\n`)
  if (options.json) await writeFile(options.json, JSON.stringify(all, null, 2))
  return options.check && checks.some(({ ok }) => !ok) ? 1 : 0
}

async function measure(field: Field, options: Options): Promise<Figures[]> {
  const wanted = casesNamed(options.only)
  const groups = Map.groupBy(wanted, ({ group }) => group)
  const figures: Figures[] = []
  await warmUp(await lanesFor(field, wanted.slice(0, 1)), FIRST_WARM_UP_SECONDS)
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
