// The part of autocannon that the bench uses: the package comes without types.
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events'

  interface Client {
    setRequests(requests: object[]): void
  }
  interface Options {
    url: string
    connections: number
    duration: number
    /** Milliseconds between looks at the clock: the last one ends the run. */
    sampleInt: number
    requests: object[]
    setupClient: (client: Client) => void
  }
  interface Result {
    errors: number
    timeouts: number
  }
  function autocannon(options: Options): EventEmitter & Promise<Result>
  export = autocannon
}
