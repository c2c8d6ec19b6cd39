import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

export type App = FastifyInstance
export type Request = FastifyRequest
export type Reply = FastifyReply

/** JSON for programs; a plain page for a person who opens the address in a browser; RSS for feeds. */
export interface Renderer {
  format: 'json' | 'html' | 'rss'
  /** Spaces to indent JSON by, from `Accept: application/json; indent=4`. */
  indent: number
}

declare module 'fastify' {
  interface FastifyRequest {
    /** How the answer is to be written, once that was agreed on: see negotiate.ts. */
    renderer: Renderer | null
    /** What a stranger is asked for in `WWW-Authenticate`. Without one, a stranger gets a 403. */
    challenge: string | null
  }
  interface FastifyContextConfig {
    /** The methods of this address, as its `Allow` header lists them. */
    allow?: string
    /** What this address can answer with, best first. JSON and a page, where it does not say. */
    formats?: readonly Renderer['format'][]
  }
}
