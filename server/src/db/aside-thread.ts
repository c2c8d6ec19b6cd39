import { setPriority } from 'node:os'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { Aside } from './aside.ts'

// On Linux this is about one thread: where no core is idle, those who wait for a page go first.
if (process.platform === 'linux') setPriority(10)

const { file, sql, parameters } = workerData as Aside
const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
try {
  db.exec('pragma temp_store = memory')
  const rows = db.prepare(sql).all(...(parameters as SQLInputValue[]))
  parentPort!.postMessage(rows, [])
} finally {
  db.close()
}
