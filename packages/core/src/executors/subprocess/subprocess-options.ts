import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { Limits, NetworkAccess } from '../../kernel/guest.ts'
import { didYouMean } from '../../search/nearest-name.ts'

/** `auto`: the strongest isolation that works here. `required`: refuse to start without one. `off`: a plain process. */
export type SandboxMode = 'auto' | 'required' | 'off'

export interface SubprocessExecutorOptions {
  /**
   * The interpreter: a path, a command, or a version such as `3.12`.
   * @defaultValue the virtual environment's, else the newest found in the usual places
   */
  readonly python?: string
  /** @defaultValue `'auto'` */
  readonly sandbox?: SandboxMode
  /** Bounds on each guest; those of a launch request come before them. */
  readonly limits?: Limits
  /** @defaultValue `'host'` */
  readonly network?: NetworkAccess
  /** The host's environment: where interpreters and installers are looked for. A guest gets nothing of it. @defaultValue `process.env` */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Folder for packages and what was found out about the machine. @defaultValue `code-mode` in the user's cache folder */
  readonly cacheDirectory?: string
}

const OPTIONS = ['python', 'sandbox', 'limits', 'network', 'env', 'cacheDirectory']
const SANDBOX_MODES: readonly string[] = ['auto', 'required', 'off'] satisfies readonly SandboxMode[]
const LIMITS = ['memoryMb', 'cpus', 'processes', 'outputBytes', 'fileSizeMb']

/** @throws TypeError for an option, a limit or a value that there is not. */
export function checkSubprocessOptions(options: SubprocessExecutorOptions): void {
  for (const name of Object.keys(options)) {
    if (!OPTIONS.includes(name))
      throw new TypeError(`SubprocessExecutor has no option "${name}".${didYouMean(name, OPTIONS)}`)
  }
  const { sandbox, network, python } = options
  if (sandbox !== undefined && !SANDBOX_MODES.includes(sandbox)) {
    throw new TypeError(
      `The option sandbox must be "auto", "required" or "off", not ${JSON.stringify(sandbox)}.`,
    )
  }
  if (network !== undefined && network !== 'none' && network !== 'host') {
    throw new TypeError(`The option network must be "none" or "host", not ${JSON.stringify(network)}.`)
  }
  if (python !== undefined && (typeof python !== 'string' || python.trim() === '')) {
    throw new TypeError('The option python must be a path, a command or a version such as "3.12".')
  }
  checkLimits(options.limits ?? {})
}

/** @throws TypeError for an unknown limit, and for one that is not a positive number. */
export function checkLimits(limits: Limits): void {
  for (const [name, value] of Object.entries(limits)) {
    if (!LIMITS.includes(name)) throw new TypeError(`There is no limit "${name}".${didYouMean(name, LIMITS)}`)
    if (value === undefined) continue
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) {
      throw new TypeError(`The limit ${name} must be a positive number, not ${String(value)}.`)
    }
  }
}

/**
 * Refuses what a plain process cannot be held to.
 *
 * @throws CodeModeError `UNSUPPORTED_PLATFORM`, `UNSUPPORTED_LIMIT`.
 */
export function checkEnforceable(asked: {
  readonly sandbox?: SandboxMode
  readonly limits: Limits
  readonly network: NetworkAccess
}): void {
  if (process.platform === 'win32') {
    throw new CodeModeError({
      code: 'UNSUPPORTED_PLATFORM',
      message: 'SubprocessExecutor runs on Linux and macOS, not on Windows itself.',
      hint: 'Run the host inside WSL (the Windows Subsystem for Linux).',
    })
  }
  if (asked.sandbox === 'required') {
    throw unsupported(
      'sandbox: "required" was asked for, but SubprocessExecutor has no sandbox yet: the guest is a plain process.',
      'Use sandbox: "auto" or "off" where the code is trusted.',
    )
  }
  if (asked.network === 'none') {
    throw unsupported(
      'network: "none" was asked for, but a plain process reaches the network of its host.',
      'Leave the option out, or use network: "host".',
    )
  }
  if (asked.limits.cpus !== undefined) {
    throw unsupported(
      `The limit cpus: ${asked.limits.cpus} was asked for, but a plain process cannot be held to it.`,
      'Leave it out. Enforced are memoryMb, processes, fileSizeMb and outputBytes.',
    )
  }
}

function unsupported(message: string, hint: string): CodeModeError {
  return new CodeModeError({ code: 'UNSUPPORTED_LIMIT', message, hint })
}
