import { ConfigError } from '../config.ts'
import { storageErrorIn } from './s3-client.ts'
import type { FileStore } from './store.ts'

/**
 * Refuses a start whose storage says no. One that does not answer may come back, or come later: false
 * says so.
 */
export async function checkFiles(files: FileStore, say: (line: string) => void): Promise<boolean> {
  try {
    await files.reach()
    return true
  } catch (error) {
    const said = storageErrorIn(error)
    if (!said) throw error
    if (isFinal(said)) throw new ConfigError(`FILES_URL cannot be used: ${said.message}`)
    say(`Files cannot be reached yet: ${said.message}`)
    return false
  }
}

const isFinal = ({ code, status }: { code: string; status: number | null }) =>
  code === 'CredentialsProviderError' || (status !== null && status < 500 && status !== 429)
