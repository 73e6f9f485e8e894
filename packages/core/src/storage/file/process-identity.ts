import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { digestOf } from '../digest.ts'

/** Names one process for good: a pid alone is given to another process later. */
export interface ProcessIdentity {
  /** Where the pid means something: the machine, and on Linux the pid namespace. */
  readonly host: string
  readonly pid: number
  /** When the process started, in a form that can only be compared; empty where the system does not say. */
  readonly started: string
}

/** @see ProcessIdentity.host */
export const thisHost: string = hostTag()

let own: Promise<ProcessIdentity> | undefined

/** This process. */
export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= startOf(process.pid).then((started) => ({
    host: thisHost,
    pid: process.pid,
    started: started ?? '',
  }))
  return own
}

/** Whether the process lives; `undefined` if that cannot be known from here. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean | undefined> {
  if (identity.host !== thisHost) return undefined
  try {
    process.kill(identity.pid, 0)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
  }
  const started = await startOf(identity.pid)
  if (started === undefined) return false
  return identity.started === '' || started === '' || started === identity.started
}

/** `undefined`: no such process, or one that has ended and was not collected by its parent yet. */
async function startOf(pid: number): Promise<string | undefined> {
  return process.platform === 'linux' ? startOnLinux(pid) : startElsewhere(pid)
}

async function startOnLinux(pid: number): Promise<string | undefined> {
  let stat: string
  try {
    stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return code === 'ENOENT' || code === 'ESRCH' ? undefined : ''
  }
  // The program's name, in parentheses, may hold anything; what follows it is fields.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : (fields[19] ?? '')
}

function startElsewhere(pid: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { timeout: 2000 }, (error, stdout) => {
      const [state, ...started] = stdout.trim().split(/\s+/u)
      if (error !== null && stdout.trim() === '')
        resolve('code' in error && error.code === 1 ? undefined : '')
      else resolve(state?.startsWith('Z') === true ? undefined : started.join(' '))
    })
  })
}

function hostTag(): string {
  let namespace = ''
  try {
    if (process.platform === 'linux') namespace = readlinkSync('/proc/self/ns/pid')
  } catch {
    // Without /proc the machine's name has to do.
  }
  return digestOf(`${hostname()} ${namespace}`).slice(0, 8)
}
