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
