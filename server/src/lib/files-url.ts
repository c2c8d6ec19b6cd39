/** A bucket of S3-compatible storage, and how it is asked. */
export interface Bucket {
  kind: 's3'
  bucket: string
  /** What the names of all objects begin with; empty, or without slashes at its ends. */
  prefix: string
  endpoint: string | null
  region: string | null
  /** Whether the bucket is named in the path (MinIO, Ceph, …) or in the host (AWS). */
  pathStyle: boolean
  timeoutMs: number
}

export type FilesPlace = { kind: 'disk'; folder: string } | Bucket

const FORMS = 'must be file:PATH or s3://BUCKET/PREFIX?endpoint=…&region=…'
const DEFAULT_SECONDS = 30

/** Reads `FILES_URL`; or says in words what is wrong with it, without repeating what may be secret. */
export function parseFilesUrl(text: string): FilesPlace | { wrong: string } {
  if (text.startsWith('file:')) {
    const folder = text.slice('file:'.length).replace(/^\/\/(?=\/)/, '')
    return folder ? { kind: 'disk', folder } : { wrong: 'names no folder: file:PATH' }
  }
  const url = text.startsWith('s3://') ? URL.parse(text) : null
  if (!url) return { wrong: FORMS }
  const prefix = url.pathname.replaceAll(/^\/+|\/+$/g, '')
  const parameters = url.searchParams
  const wrong = flawOf(url, prefix) ?? flawOfParameters(parameters)
  if (wrong) return { wrong }
  const endpoint = parameters.get('endpoint')
  return {
    kind: 's3',
    bucket: url.hostname,
    prefix,
    endpoint: endpoint?.replace(/\/+$/, '') ?? null,
    region: parameters.get('region'),
    // Whoever runs a server of their own has no name in the DNS for each bucket.
    pathStyle: (parameters.get('path_style') ?? String(endpoint !== null)) === 'true',
    timeoutMs: Number(parameters.get('timeout') ?? DEFAULT_SECONDS) * 1000,
  }
}

function flawOf({ username, password, hostname, port, hash }: URL, prefix: string): string | null {
  if (username || password) {
    return 'must not hold the keys: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'
  }
  if (port) return 'has a port behind the bucket: an address goes into endpoint=…'
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(hostname)) {
    return 'names no bucket: 3 to 63 small letters, digits, "." and "-"'
  }
  if (!/^[\w!.*'()/-]{0,500}$/.test(prefix) || prefix.includes('//')) {
    return `has a prefix with other characters than letters, digits and "!-_.*'()/"`
  }
  return hash ? FORMS : null
}

const PARAMETERS: Record<string, { isRight: (value: string) => boolean; wrong: string }> = {
  endpoint: {
    isRight: isEndpoint,
    wrong: 'must be an address such as https://s3.example.com:9000',
  },
  region: { isRight: (value) => /^[a-z0-9-]{1,64}$/i.test(value), wrong: 'is no name of a region' },
  path_style: { isRight: (value) => /^(true|false)$/.test(value), wrong: 'must be true or false' },
  timeout: {
    isRight: (value) => /^\d{1,3}(\.\d{1,3})?$/.test(value) && Number(value) > 0,
    wrong: 'must be a number of seconds below 1000',
  },
}

function flawOfParameters(parameters: URLSearchParams): string | null {
  for (const [name, value] of parameters) {
    const known = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined
    if (!known)
      return `knows ${Object.keys(PARAMETERS).join(', ')}, but not ${JSON.stringify(name)}`
    if (parameters.getAll(name).length > 1) return `has ${name} twice`
    if (!known.isRight(value)) return `has ${name}=…, which ${known.wrong}`
  }
  return null
}

function isEndpoint(value: string): boolean {
  const url = URL.parse(value)
  if (!url || !/^https?:$/.test(url.protocol) || !url.hostname) return false
  return !url.username && !url.password && !/[?#]/.test(value)
}
