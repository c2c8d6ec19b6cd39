import { readFileSync } from 'node:fs'

/** Linux counts a process's time in hundredths of a second, on every machine. */
const TICKS_PER_SECOND = 100

/** Seconds of processor time that a process has taken so far; null where the system does not say. */
export function cpuSeconds(pid: number): number | null {
  const text = read(`/proc/${pid}/stat`)
  // A program's name may hold spaces: the fields are counted from behind it.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields ? (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND : null
}

/** Megabytes of memory that a process holds; null where the system does not say. */
export function residentMegabytes(pid: number): number | null {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1]
  return kibibytes ? (Number(kibibytes) * 1024) / 1e6 : null
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
