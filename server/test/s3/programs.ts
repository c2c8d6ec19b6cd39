// A storage for tests, in a process of its own: node programs.ts PROGRAM FOLDER PORT. Says its port.
import type { AddressInfo } from 'node:net'
import S3rver from '@20minutes/s3rver'
import { buildApp } from 'fauxqs'
import { BUCKET, type Program } from './storage.ts'

const [program = '', directory = '', port = '0'] = process.argv.slice(2)
const address = '127.0.0.1'

const PROGRAMS: Record<Program, () => Promise<number>> = {
  async s3rver() {
    const server = new S3rver({
      address,
      port: Number(port),
      directory,
      silent: true,
      vhostBuckets: false,
      configureBuckets: [{ name: BUCKET }],
    })
    return (await server.run()).port
  },

  async fauxqs() {
    const app = buildApp({ logger: false })
    // It cannot list what is arriving in parts, so that is counted here.
    const uploads = new Set<string>()
    app.addHook('onSend', async (request, reply, payload) => {
      const { uploads: begins, uploadId } = request.query as Record<string, string | undefined>
      if (reply.statusCode >= 300 || request.method === 'PUT') return
      if (begins !== undefined && request.method === 'POST')
        uploads.add(/<UploadId>(.*?)</.exec(String(payload))![1]!)
      if (uploadId) uploads.delete(uploadId)
    })
    app.get('/_uploads', async () => uploads.size)
    await app.inject({ method: 'PUT', url: `/${BUCKET}` })
    await app.listen({ host: address, port: Number(port) })
    return (app.server.address() as AddressInfo).port
  },
}

process.stdout.write(`${await PROGRAMS[program as Program]()}\n`)
