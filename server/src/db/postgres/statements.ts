/** So many statements a connection keeps planned; what comes beyond is planned each time. */
const MOST_NAMED = 500

const names = new Map<string, string>()

/** From now on every connection has PostgreSQL read and plan this statement once. */
export function keepPlanned(statement: string): void {
  if (names.size < MOST_NAMED && !names.has(statement)) {
    names.set(statement, `bellhop_${names.size + 1}`)
  }
}

export const nameOf = (statement: string): string | undefined => names.get(statement)
