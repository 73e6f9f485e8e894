import { realpath } from 'node:fs/promises'
import type { InterpreterInfo } from '../../deps/interpreter-info.ts'
import { runCommand } from '../../processes/run-command.ts'

/** The oldest Python that the guest runtime speaks. */
export const MINIMUM_PYTHON: readonly [major: number, minor: number] = [3, 9]

/** A shim may first have to start a shell or two. In milliseconds. */
const TIMEOUT_MS = 15_000

/** Runs on any Python since 2.7, so that an old one can say how old it is. */
const DESCRIBE = `
import sys
try:
    import posix
    machine = posix.uname()[4]
except ImportError:
    machine = 'unknown'
platform = sys.platform + '-' + (machine if isinstance(machine, str) else machine.decode())
if sys.version_info >= (3, 3):
    from _frozen_importlib_external import MAGIC_NUMBER
    magic = ''.join('%02x' % byte for byte in MAGIC_NUMBER)
    implementation = sys.implementation.name
    if 'musl' in getattr(sys.implementation, '_multiarch', ''):
        platform += '-musl'
    if 't' in getattr(sys, 'abiflags', ''):
        platform += '-freethreaded'
else:
    magic, implementation = '', 'cpython'
print('\\n'.join([getattr(sys, '_base_executable', None) or sys.executable, '%d.%d.%d' % sys.version_info[:3], implementation, platform, magic]))
`

export type ProbeOutcome = { readonly info: InterpreterInfo } | { readonly refused: string }

export interface ProbeInterpreterOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Only a version that begins like this, for instance `3.12`. */
  readonly version?: string
  readonly signal?: AbortSignal
}

/** Runs a candidate, because only that tells a shim, an alias or a broken installation from an interpreter. */
export async function probeInterpreter(
  candidate: string,
  options: ProbeInterpreterOptions,
): Promise<ProbeOutcome> {
  // -I would be refused by the old interpreters that are to name their version; the folder is the root for its sake.
  const result = await runCommand(candidate, ['-E', '-s', '-S', '-c', DESCRIBE], {
    cwd: '/',
    env: probeEnvironment(options.env),
    timeoutMs: TIMEOUT_MS,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }).catch((error: unknown) => error as NodeJS.ErrnoException)
  options.signal?.throwIfAborted()
  if (result instanceof Error)
    return {
      refused:
        result.code === 'ENOENT' ? 'does not exist' : `cannot be started (${result.code ?? result.message})`,
    }
  if (result.timedOut) return { refused: `did not answer within ${TIMEOUT_MS / 1000} s` }
  const [executable = '', version = '', implementation = '', platform = '', magic = ''] = result.stdout
    .toString('utf8')
    .split(/\r?\n/)
  if (result.code !== 0 || !/^\d+\.\d+\.\d+$/.test(version)) {
    const said = result.stderr.trim().split('\n').at(-1) ?? ''
    return {
      refused: `is not a working Python (exit code ${result.code}${said === '' ? '' : `: ${said.slice(0, 200)}`})`,
    }
  }
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < MINIMUM_PYTHON[0] || (major === MINIMUM_PYTHON[0] && minor < MINIMUM_PYTHON[1])) {
    return { refused: `is Python ${version}; ${MINIMUM_PYTHON.join('.')} or later is needed` }
  }
  if (options.version !== undefined && !`${version}.`.startsWith(`${options.version}.`)) {
    return { refused: `is Python ${version}, not ${options.version}` }
  }
  // Before 3.11 a virtual environment's link hides behind sys._base_executable when site is off.
  const path = await realpath(executable).catch(() => executable)
  return { info: { path, version, implementation, platform, magic } }
}

/** A shim needs the user's variables to choose; what would bend Python itself is left out. */
function probeEnvironment(env: ProbeInterpreterOptions['env']): Record<string, string> {
  const entries = Object.entries(env).filter(
    ([name, value]) => value !== undefined && !name.startsWith('PYTHON') && !name.startsWith('__PYVENV'),
  )
  return Object.fromEntries(entries) as Record<string, string>
}
