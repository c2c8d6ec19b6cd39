import type { Worker } from 'node:cluster'

/** What node:cluster says to a process that it hands a connection to, and what that answers. */
interface ClusterMessage {
  act?: string
  seq?: number
  ack?: number
}

/**
 * Gives the connections that a process was handed, but had not taken before it died, to the others.
 * Node.js would keep them open, and whoever is at the other end would wait for ever. It takes back
 * what is refused: so for the dead process this refuses.
 */
export function saveConnections(worker: Worker): void {
  const { process: child } = worker
  const handed = new Set<number>()
  const send = child.send.bind(child) as (...all: unknown[]) => boolean
  child.send = (message: ClusterMessage, ...more: unknown[]) => {
    if (message.act === 'newconn') handed.add(message.seq!)
    return send(message, ...more)
  }
  child.on('internalMessage', ({ ack }: ClusterMessage) => handed.delete(ack!))
  let isGone = false
  worker.once('disconnect', () => (isGone = true))
  worker.once('exit', takeBack)

  function takeBack() {
    // What it said last may not have been read yet.
    if (child.connected) return void setImmediate(takeBack)
    // As long as an answer is expected Node.js does not say so itself, and would hand it more.
    if (!isGone) child.emit('disconnect')
    for (const ack of handed) {
      child.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack, accepted: false })
    }
  }
}
