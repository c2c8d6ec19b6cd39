const SQLITE_FULL = 13
const SQLITE_IOERR_WRITE = 778
const SQLITE_IOERR_SHMSIZE = 4874
const NO_ROOM = ['ENOSPC', 'EDQUOT']

/** Whether SQLite or the system found no room for what was to be written. It has changed nothing. */
export function isDiskFull(error: unknown): boolean {
  const { errcode, code } = error as { errcode?: number; code?: string }
  if (errcode === undefined) return NO_ROOM.includes(code ?? '')
  return (
    (errcode & 0xff) === SQLITE_FULL || [SQLITE_IOERR_WRITE, SQLITE_IOERR_SHMSIZE].includes(errcode)
  )
}
