import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { openDb } from '../../src/db/index.ts'
import { makeCertificate } from '../postgres/certificate.ts'
import { startCluster } from '../postgres/cluster.ts'
import { initialise, newFolder } from '../postgres/folder.ts'
import { launch } from '../postgres/launch.ts'
import { freePort } from '../postgres/port.ts'
import { findPrograms } from '../postgres/programs.ts'

/** PostgreSQL that can do TLS, and how to get there by its number and by its name. */
async function startWithTls() {
  const { certificate, key } = makeCertificate('IP:127.0.0.1')
  const folder = newFolder()
  await initialise(folder)
  const port = String(await freePort())
  const tls = { ssl: 'on', ssl_cert_file: certificate, ssl_key_file: key }
  const { stop } = await launch(folder, { ...tls, listen_addresses: '127.0.0.1', port })
  onTestFinished(stop)
  const urlOf = (host: string) => `postgres://bellhop@${host}:${port}/postgres`
  return { certificate, byNumber: urlOf('127.0.0.1'), byName: urlOf('localhost') }
}

/** Connects as it is configured: whether the connection is encrypted. */
async function isEncrypted(url: string, mode: string, authority?: string): Promise<boolean> {
  const { databaseUrl, database } = readConfig({
    DATABASE_URL: url,
    BELLHOP_DATABASE_TLS: mode,
    BELLHOP_DATABASE_CA_FILE: authority,
  })
  await using db = openDb(databaseUrl, database)
  const asked = sql<{ ssl: boolean }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`
  return (await asked.execute(db)).rows[0]!.ssl
}

const refusal = (words: string) => ({
  message: 'The database cannot be reached.',
  cause: { message: expect.stringContaining(words) },
})

const withPostgres = test.skipIf(!findPrograms())

withPostgres(
  'TLS is as it is configured, and whoever is not who they should be is refused at once',
  async () => {
    const { certificate, byNumber, byName } = await startWithTls()
    expect(await isEncrypted(byNumber, 'off')).toBe(false)
    expect(await isEncrypted(byNumber, 'require')).toBe(true)
    expect(await isEncrypted(byNumber, 'verify', certificate)).toBe(true)
    expect(
      await isEncrypted(`${byNumber}?sslmode=verify-full&sslrootcert=${certificate}`, 'off'),
    ).toBe(true)

    const start = performance.now()
    const unknown = isEncrypted(byNumber, 'verify')
    await expect(unknown).rejects.toMatchObject(refusal('127.0.0.1:'))
    await expect(unknown).rejects.toMatchObject(refusal('self-signed certificate'))
    const somebodyElses = makeCertificate('IP:127.0.0.1').certificate
    const forged = isEncrypted(byNumber, 'verify', somebodyElses)
    await expect(forged).rejects.toMatchObject(refusal('certificate'))
    const misnamed = isEncrypted(byName, 'verify', certificate)
    await expect(misnamed).rejects.toMatchObject(refusal("does not match certificate's altnames"))
    expect(performance.now() - start, 'none of them was waited for').toBeLessThan(10_000)
  },
)

withPostgres('where TLS is asked for, a server that has none is refused', async () => {
  const cluster = await startCluster()
  onTestFinished(cluster.stop)
  const plain = isEncrypted(cluster.url('postgres'), 'require')
  await expect(plain).rejects.toMatchObject(refusal('does not support SSL'))
})
