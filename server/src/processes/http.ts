import type { AddressInfo } from 'node:net'
import type { FastifyBaseLogger } from 'fastify'
import { buildApp } from '../app.ts'
import type { Context } from '../context.ts'
import { gentleClose } from '../http/close.ts'

/** Answers requests. Gives the port, and the function that stops: what is in flight is finished. */
export async function serveHttp(ctx: Context, log: FastifyBaseLogger) {
  const app = buildApp(ctx, log)
  const close = gentleClose(app)
  // Fastify would announce the address in its own words; greet() does it in ours.
  const { level } = log
  log.level = 'silent'
  await app.listen({ host: ctx.config.http.host, port: ctx.config.http.port })
  log.level = level
  return { port: (app.server.address() as AddressInfo).port, close }
}
