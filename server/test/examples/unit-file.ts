import { read } from './checkout.ts'

/** Every value that each key has, by section: systemd takes some of them several times. */
export type UnitFile = Record<string, Record<string, string[]>>

/** Reads the unit in `examples/`. A line that is none of a unit's is an error. */
export function readUnit(): UnitFile {
  const unit: UnitFile = {}
  let section = ''
  for (const line of read('examples/bellhop.service').split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const header = /^\[(\w+)\]$/.exec(line)?.[1]
    if (header) unit[(section = header)] ??= {}
    else {
      const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? []
      if (!key || !unit[section]) throw new Error(`This is no line of a unit: ${line}`)
      ;(unit[section]![key] ??= []).push(value!)
    }
  }
  return unit
}
