import cluster from 'node:cluster'
import { once } from 'node:events'
import type { Config } from '../config.ts'
import { makeLog } from '../http/log.ts'
import { openContext } from '../open.ts'
import { serveHttp } from './http.ts'
import type { FromMember, ToMember } from './messages.ts'
import { LONGEST_STOP_MS, toldToStop } from './stop.ts'

const [told] = (await once(process, 'message')) as [ToMember]
if ('config' in told) await serve(told.config).catch(fail)
// Only this line still ties it to the process that started it.
if (process.connected) process.disconnect()

/** One of several processes that answer requests. */
async function serve(config: Config): Promise<void> {
  await using ctx = await openContext(config)
  const { port, close } = await serveHttp(ctx, makeLog(config.log, process.pid))
  const stopped = Promise.race([toldToStop(), once(process, 'message'), left()])
  tell({ port })
  await stopped
  await close(LONGEST_STOP_MS)
}

/** The process that started this one is gone: Node.js would end at once, in the middle of answers. */
function left(): Promise<void> {
  return new Promise((resolve) => {
    cluster.worker!.once('disconnect', () => {
      cluster.worker!.exitedAfterDisconnect = true
      resolve()
    })
  })
}

function fail(error: Error) {
  process.exitCode = 1
  tell({ failed: { ...error, message: error.message } })
}

function tell(said: FromMember) {
  if (process.connected) process.send!(said)
}
