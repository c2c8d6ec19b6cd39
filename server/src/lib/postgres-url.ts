export const TLS_MODES = ['off', 'require', 'verify'] as const
export type Tls = (typeof TLS_MODES)[number]

/** Where a PostgreSQL database is, and how to get in. */
export interface PostgresPlace {
  hosts: { host: string; port: number }[]
  database: string
  user: string | undefined
  password: string | undefined
  /** Whether a server that only reads will not do. */
  mustWrite: boolean
  tls: Tls | undefined
  caFile: string | undefined
}

const URL_FORM = /^postgres(?:ql)?:\/\/(?:(.*)@)?([^@/?]*)(?:\/([^@?]*))?(?:\?(.*))?$/s
const SSL_MODES: Record<string, Tls> = {
  disable: 'off',
  require: 'require',
  'verify-full': 'verify',
}
const PARAMETERS = ['host', 'port', 'sslmode', 'sslrootcert', 'target_session_attrs']

export const isPostgresUrl = (url: string): boolean => /^postgres(ql)?:/.test(url)

/**
 * Reads `postgres://user:password@one:5432,two:5432/name?target_session_attrs=read-write`, which
 * Node's URL does not: it knows one host. What it throws holds nothing of the URL but names.
 */
export function readPostgresUrl(url: string): PostgresPlace {
  const [, account = '', authority = '', name = '', query = ''] = URL_FORM.exec(url) ?? []
  if (!URL_FORM.test(url)) throw new Error('is not of the form postgres://user:password@host/name')
  const parameters = new URLSearchParams(query)
  for (const given of parameters.keys()) {
    if (!PARAMETERS.includes(given))
      throw new Error(`has a parameter that is none: ${inWords(given)}`)
  }
  const [user = '', ...rest] = account.split(':')
  const hosts = hostsIn(parameters.get('host') ?? authority, parameters.get('port'))
  return {
    hosts,
    database: decoded(name) || decoded(user) || 'postgres',
    user: decoded(user) || undefined,
    password: rest.length > 0 ? decoded(rest.join(':')) : undefined,
    mustWrite: mustWrite(parameters.get('target_session_attrs'), hosts.length),
    tls: tlsOf(parameters.get('sslmode')),
    caFile: parameters.get('sslrootcert') ?? undefined,
  }
}

/** What is wrong with the address of a database of either engine, or null. */
export function flawOfDatabaseUrl(url: string): string | null {
  if (url.startsWith('sqlite:')) return null
  if (!isPostgresUrl(url)) return 'must start with "sqlite:" or "postgres:"'
  try {
    readPostgresUrl(url)
    return null
  } catch (error) {
    return (error as Error).message
  }
}

/** The same for people: no account, no password, no parameters. */
export function describePostgresUrl(url: string): string {
  const { hosts, database } = readPostgresUrl(url)
  return `postgres://${hosts.map(hostInWords).join(',')}/${database}`
}

export const hostInWords = ({ host, port }: { host: string; port: number }): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`

function hostsIn(list: string, ports: string | null) {
  const common = ports === null ? 5432 : portOf(ports)
  return list.split(',').map((item) => {
    const [, address, name = '', port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(item) ?? []
    if (address === undefined && name === '' && item !== '')
      throw new Error('names a host that is none')
    const host = decoded(address ?? name) || 'localhost'
    return { host, port: port ? portOf(port) : common }
  })
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) throw new Error('names a port that is none')
  return port
}

/** Of several servers one is meant that can be written to, also where nobody said so. */
function mustWrite(wanted: string | null, hosts: number): boolean {
  if (wanted === null) return hosts > 1
  if (wanted === 'any') return false
  if (['read-write', 'primary'].includes(wanted)) return true
  throw new Error('must have a target_session_attrs of read-write, primary or any')
}

function tlsOf(mode: string | null): Tls | undefined {
  if (mode === null) return undefined
  const tls = SSL_MODES[mode]
  if (!tls) throw new Error(`must have an sslmode of ${Object.keys(SSL_MODES).join(', ')}`)
  return tls
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Error('has a "%" that stands for nothing: write it as "%25"')
  }
}

/** A name that somebody mistyped may be half of a password. */
const inWords = (name: string) => (/^[a-z_]{1,30}$/.test(name) ? name : 'its name is not shown')
