import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/** One call of a program to the system, in the order in which the calls ended. */
export type SystemCall =
  | { readonly call: 'create' | 'write' | 'sync' | 'remove' | 'folder' | 'mark'; readonly path: string }
  | { readonly call: 'rename' | 'link'; readonly path: string; readonly to: string }

const traced =
  'openat,open,creat,close,write,pwrite64,writev,pwritev,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,access,faccessat,faccessat2'

/** Runs a program of Node under `strace`, and gives what it did with files. */
export async function trace(log: string, program: readonly string[]): Promise<readonly SystemCall[]> {
  await promisify(execFile)('strace', [
    '-f',
    '-y',
    '-s',
    '300',
    '-e',
    `trace=${traced}`,
    '-o',
    log,
    process.execPath,
    ...program,
  ])
  return parseTrace(await readFile(log, 'utf8'))
}

function parseTrace(text: string): readonly SystemCall[] {
  const unfinished = new Map<string, string>()
  const calls: SystemCall[] = []
  for (const line of text.split('\n')) {
    const [, pid = '', rest = ''] = /^(\d+)\s+(.*)$/u.exec(line) ?? []
    const begun = / <unfinished \.\.\.>$/u
    if (begun.test(rest)) {
      unfinished.set(pid, rest.replace(begun, ''))
      continue
    }
    const whole = rest.replace(/^<\.\.\. \w+ resumed>/u, () => unfinished.get(pid) ?? '')
    const call = parseCall(whole)
    if (call !== undefined) calls.push(call)
  }
  return calls
}

function parseCall(text: string): SystemCall | undefined {
  const [, name = '', parameters = '', result = ''] = /^(\w+)\((.*)\)\s+= (-?\d+)/u.exec(text) ?? []
  const [first = '', second = ''] = [...parameters.matchAll(/"((?:[^"\\]|\\.)*)"/gu)].map(
    (match) => match[1] ?? '',
  )
  if (first.startsWith('/mark/')) return { call: 'mark', path: first.slice('/mark/'.length) }
  if (result.startsWith('-')) return undefined
  const descriptor = /^\d+<([^>]*)>/u.exec(parameters)?.[1] ?? ''
  switch (name) {
    case 'openat':
    case 'open':
    case 'creat':
      return /O_CREAT/u.test(parameters) ? { call: 'create', path: first } : undefined
    case 'write':
    case 'pwrite64':
    case 'writev':
    case 'pwritev':
      return { call: 'write', path: descriptor }
    case 'fsync':
    case 'fdatasync':
      return { call: 'sync', path: descriptor }
    case 'rename':
    case 'renameat':
    case 'renameat2':
      return { call: 'rename', path: first, to: second }
    case 'link':
    case 'linkat':
      return { call: 'link', path: first, to: second }
    case 'unlink':
    case 'unlinkat':
      return { call: 'remove', path: first }
    case 'mkdir':
    case 'mkdirat':
      return { call: 'folder', path: first }
    default:
      return undefined
  }
}
