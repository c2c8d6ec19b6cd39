import { SingleBar } from 'cli-progress'

export interface Progress {
  /** How much has been done so far. */
  (done: number): void
  end(): void
}

/** A bar on the standard error that fills up to `total`, where somebody is watching; elsewhere nothing. */
export function progressBar(what: string, total: number): Progress {
  const bar = new SingleBar({
    format: `${what} {bar} {percentage} %  {value} of {total}, {eta_formatted} left`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    // Without a terminal nothing is drawn.
    noTTYOutput: false,
    stopOnComplete: true,
  })
  bar.start(total, 0)
  return Object.assign((done: number) => bar.update(done), { end: () => bar.stop() })
}

/** Such a bar for what first says how much there is to do, and then each time how much of it is done. */
export function watching(what: string) {
  let bar: Progress | null = null
  let done = 0
  return {
    start: (total: number) => void (bar = progressBar(what, total)),
    step: (more: number) => bar?.((done += more)),
    [Symbol.dispose]: () => bar?.end(),
  }
}
