import type { Config } from '../config.ts'

/** What the first process tells those that it has started. */
export type ToMember = { config: Config } | { stop: true }

/** What they answer: where they listen, or why they cannot. */
export type FromMember = { port: number } | { failed: { message: string; code?: string } }
