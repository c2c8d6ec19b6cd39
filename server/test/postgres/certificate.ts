import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { giveAway } from './folder.ts'

const PLAIN = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']

/** A certificate that its owner signed, for a server of this name, and the key that goes with it. */
export function makeCertificate(name: string) {
  const folder = mkdtempSync(join(tmpdir(), 'bellhop-tls-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [certificate, key] = [join(folder, 'server.crt'), join(folder, 'server.key')]
  const about = ['-subj', '/CN=database', '-addext', `subjectAltName=${name}`]
  const files = ['-keyout', key, '-out', certificate]
  execFileSync('openssl', ['req', '-x509', ...PLAIN, ...about, ...files], { stdio: 'ignore' })
  chmodSync(key, 0o600)
  for (const path of [folder, certificate, key]) giveAway(path)
  return { certificate, key }
}
