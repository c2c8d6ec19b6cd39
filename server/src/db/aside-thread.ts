import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { Aside } from './aside.ts'

const { file, sql, parameters } = workerData as Aside
const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
try {
  db.exec('pragma temp_store = memory')
  const rows = db.prepare(sql).all(...(parameters as SQLInputValue[]))
  parentPort!.postMessage(rows, [])
} finally {
  db.close()
}
