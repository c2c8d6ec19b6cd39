import { cliPage } from './cli-page.ts'
import { permissionsPage } from './permissions-page.ts'
import { settingsPage } from './settings-page.ts'

/** The pages of docs/ that are made from the program, by their file names. */
export const PAGES: Record<string, () => string | Promise<string>> = {
  'configuration.md': settingsPage,
  'cli.md': cliPage,
  'permissions.md': permissionsPage,
}

/** Where a page is. */
export const pageFile = (name: string): URL => new URL(`../../../../docs/${name}`, import.meta.url)
