import { parse } from 'yaml'
import { read } from './checkout.ts'

export interface Service {
  image?: string
  build?: string
  restart?: string
  command?: string
  environment?: Record<string, string>
  ports?: string[]
  volumes?: string[]
  depends_on?: string[] | Record<string, { condition: string }>
  healthcheck?: { test?: string[]; interval?: string; disable?: boolean }
}

export interface ComposeFile {
  name: string
  services: Record<string, Service>
  volumes: Record<string, null>
}

/** Reads one of the files in `examples/`, with what a service takes over from elsewhere in it. */
export const readCompose = (name: string): ComposeFile =>
  parse(read(`examples/${name}`), { merge: true }) as ComposeFile

/** The services that run Bellhop, by name: those whose image is made of this checkout. */
export const ours = ({ services }: ComposeFile): [string, Service][] =>
  Object.entries(services).filter(([, { build }]) => build)

/** Names of the services that must have been started before. */
export const needs = ({ depends_on = [] }: Service): string[] =>
  Array.isArray(depends_on) ? depends_on : Object.keys(depends_on)

/** Puts variables in, as compose does: `${NAME:?what is missing}`. */
export function filledIn(text: string, variables: Record<string, string>): string {
  return text.replace(/\$\{(\w+):\?([^}]*)\}/g, (_whole, name: string, missing: string) => {
    if (!variables[name]) throw new Error(`${name}: ${missing}`)
    return variables[name]
  })
}

/** What a service is told, with variables put in. */
export const environmentOf = ({ environment = {} }: Service, variables: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, filledIn(value, variables)]),
  )
