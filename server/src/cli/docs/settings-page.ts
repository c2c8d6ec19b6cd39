import { defaultOf } from '../setting-default.ts'
import { SETTINGS } from '../../settings.ts'
import { markdownTable } from './markdown-table.ts'

const GROUPS: Record<string, string[]> = {
  Server: [
    'BELLHOP_HOST',
    'BELLHOP_PORT',
    'BELLHOP_WORKERS',
    'BELLHOP_JOBS',
    'BELLHOP_TRUSTED_PROXIES',
    'BELLHOP_CORS_ORIGINS',
    'BELLHOP_PUBLIC_URL',
    'BELLHOP_LOG_LEVEL',
    'BELLHOP_LOG_FORMAT',
  ],
  Data: ['BELLHOP_DATA_DIR', 'DATABASE_URL'],
  PostgreSQL: [
    'BELLHOP_DATABASE_POOL_SIZE',
    'BELLHOP_DATABASE_CONNECT_SECONDS',
    'BELLHOP_DATABASE_STATEMENT_SECONDS',
    'BELLHOP_DATABASE_TLS',
    'BELLHOP_DATABASE_CA_FILE',
  ],
  Files: [
    'FILES_URL',
    'BELLHOP_FILES_REDIRECT',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_REGION',
  ],
  'The first account': ['BELLHOP_ADMIN_USERNAME', 'BELLHOP_ADMIN_PASSWORD', 'BELLHOP_ADMIN_EMAIL'],
  'Signing in': [
    'BELLHOP_AUTHENTICATION',
    'BELLHOP_SESSION_DAYS',
    'BELLHOP_SECURE_COOKIES',
    'BELLHOP_SECRET_KEY',
    'BELLHOP_ENCRYPTION_KEY',
    'BELLHOP_QUEUE_PERMISSIONS',
  ],
  'Lists and limits': [
    'BELLHOP_PAGE_SIZE',
    'BELLHOP_MAX_PAGE_SIZE',
    'BELLHOP_MAX_BODY_MB',
    'BELLHOP_MAX_FILE_MB',
    'BELLHOP_MAX_UPLOAD_MB',
    'BELLHOP_MAX_FILES',
    'BELLHOP_ATTACHMENT_TYPES',
    'BELLHOP_FILE_LINK_MINUTES',
    'BELLHOP_CUSTOMER_TICKETS_PER_HOUR',
    'BELLHOP_CUSTOMER_ANSWERS_PER_HOUR',
    'BELLHOP_WRONG_KEYS_PER_HOUR',
  ],
  Mail: ['BELLHOP_MAIL_FROM'],
}

const HEAD = `# Configuration

<!-- Made by "npm run docs" from server/src/settings.ts: change that, not this. -->

Bellhop runs without any configuration. What you want otherwise is said by environment variables,
which can also stand in a file \`.env\` in the working directory, one \`NAME=value\` a line.

If something is said twice, this wins, in this order:

1. an option of the command, such as \`--port 9000\`
2. a variable of the environment
3. a line in \`.env\`
4. the default

An empty variable counts as not set. Lists have commas between their parts; flags are \`true\` or
\`false\`. Relative paths start at the working directory: for npm's scripts and for \`npx bellhop\` in
a checkout that is its top folder. \`npx bellhop config\` shows what is in force and where it came
from, without the secrets. A setting that cannot be used stops the start with exit code 3 and a line
that names it.
`

/** docs/configuration.md: every setting with its default and what it does. */
export function settingsPage(): string {
  const left = new Set(Object.keys(SETTINGS.shape))
  const groups = Object.entries(GROUPS).map(([title, names]) => {
    for (const name of names) left.delete(name)
    return group(title, names)
  })
  // A new setting is documented at once, even before somebody finds the group it belongs to.
  if (left.size > 0) groups.push(group('Other', [...left]))
  return [HEAD, ...groups].join('\n')
}

const group = (title: string, names: string[]) =>
  `## ${title}\n\n${markdownTable(['Variable', 'Default', 'What it does'], names.map(row))}\n`

function row(name: string): string[] {
  const setting = SETTINGS.shape[name as keyof typeof SETTINGS.shape]
  if (!setting) throw new Error(`There is no setting ${name}.`)
  const value = defaultOf(name)
  const does = (setting.description ?? '').replaceAll('|', '\\|')
  return [`\`${name}\``, value ? `\`${value}\`` : 'none', does]
}
