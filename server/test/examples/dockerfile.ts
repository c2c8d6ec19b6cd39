import { matchesGlob } from 'node:path'
import { read } from './checkout.ts'

export interface Stage {
  /** What it begins with: an image, or the name of another stage. */
  from: string
  name: string | null
  /** Instructions in their order: `['USER', 'node']`. */
  lines: [instruction: string, rest: string][]
}

/** The stages of the Dockerfile; the last one becomes the image. */
export function readDockerfile(): Stage[] {
  const text = read('Dockerfile')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
  const stages: Stage[] = []
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const [, instruction, rest] = /^([A-Z]+) (.*)$/.exec(line)!
    if (instruction !== 'FROM') stages.at(-1)!.lines.push([instruction!, rest!])
    else {
      const [from, , name] = rest!.split(' ')
      stages.push({ from: from!, name: name ?? null, lines: [] })
    }
  }
  return stages
}

/** What follows each instruction of a name, in a stage. */
export const all = ({ lines }: Stage, name: string): string[] =>
  lines.filter(([instruction]) => instruction === name).map(([, rest]) => rest)

/** The environment that a stage sets. */
export const environmentIn = (stage: Stage): Record<string, string> =>
  Object.fromEntries(
    all(stage, 'ENV')
      .flatMap((rest) => rest.split(/\s+/))
      .map((pair) => pair.split('=') as [string, string]),
  )

/** The health check's program and arguments. */
export const healthCommand = (stage: Stage): string[] =>
  JSON.parse(/CMD (\[.*\])$/.exec(all(stage, 'HEALTHCHECK')[0]!)![1]!) as string[]

export const listIn = (text: string): string[] => JSON.parse(text) as string[]

export interface Copy {
  paths: string[]
  to: string
  /** The stage that they are copied from; null for the checkout. */
  from: string | null
  owner: string | null
}

export const copiesIn = (stage: Stage): Copy[] =>
  all(stage, 'COPY').map((rest) => {
    const words = rest.split(' ')
    const flag = (name: string) =>
      words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null
    const paths = words.filter((word) => !word.startsWith('--'))
    return {
      paths: paths.slice(0, -1),
      to: paths.at(-1)!,
      from: flag('from'),
      owner: flag('chown'),
    }
  })

/** Whether `.dockerignore` keeps a path out of what an image is made of. */
export function isIgnored(path: string): boolean {
  const patterns = read('.dockerignore').trim().split('\n')
  const folders = path.split('/').map((_name, at, names) => names.slice(0, at + 1).join('/'))
  return patterns.some((pattern) => folders.some((folder) => matchesGlob(folder, pattern)))
}
