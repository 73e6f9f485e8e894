import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { CodeModeError } from '../errors/code-mode-error.ts'
import type { InstallOptions } from '../kernel/guest.ts'
import type { FailedInstalls } from './failed-installs.ts'
import type { InterpreterInfo } from './interpreter-info.ts'
import { parseRequirement } from './requirement.ts'
import { runInstall } from './run-install.ts'
import { withFileLock } from '../storage/file/file-lock.ts'

export interface EnsureEnvironmentOptions extends InstallOptions {
  readonly interpreter: InterpreterInfo
  readonly requirements: readonly string[]
  readonly cacheDirectory: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** What failed before and is not tried again. */
  readonly failed?: FailedInstalls
  /** Tries again what failed before. @defaultValue false */
  readonly retryInstall?: boolean
}

/** Another process may be building the same environment: large packages take minutes. */
const LOCK_WAIT_MS = 15 * 60_000

/**
 * The folder with the packages of a set of requirements, built when it is not there yet. It is never changed afterwards,
 * and shared by all sessions that ask for the same set. Undefined, and nothing done, for an empty set.
 *
 * @throws CodeModeError `REQUIREMENT_INVALID`, `INSTALL_FAILED`, `INSTALLER_NOT_FOUND`.
 */
export async function ensureEnvironment(options: EnsureEnvironmentOptions): Promise<string | undefined> {
  if (options.requirements.length === 0) return undefined
  const requirements = [...new Set(options.requirements.map((spec) => parseRequirement(spec).text))].sort()
  const folder = path.join(options.cacheDirectory, 'environments')
  const environment = path.join(folder, environmentKey(options.interpreter, requirements))
  if (await isFolder(environment)) return environment
  options.failed?.check(environment, options.retryInstall ?? false)
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new CodeModeError({
      code: 'INSTALL_FAILED',
      message: `The folder for packages, ${folder}, cannot be created: ${(cause as Error).message}. Set XDG_CACHE_HOME or the option cacheDirectory to a folder that can be written.`,
      cause,
    })
  })
  const lock = {
    timeoutMs: LOCK_WAIT_MS,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  }
  return withFileLock(`${environment}.lock`, lock, async () => {
    if (!(await isFolder(environment))) await build(environment, requirements, options)
    return environment
  }).catch((error: unknown) => {
    options.failed?.note(environment, error)
    throw error
  })
}

/** Names an environment: the same text for the same requirements on an interpreter of the same kind. */
export function environmentKey(interpreter: InterpreterInfo, requirements: readonly string[]): string {
  const keys = requirements.map((spec) => {
    const { name, key, text } = parseRequirement(spec)
    return key + text.slice(name.length)
  })
  const { version, implementation, platform } = interpreter
  const identity = JSON.stringify([version, implementation, platform, [...new Set(keys)].sort()])
  return createHash('sha256').update(identity).digest('hex').slice(0, 32)
}

async function build(
  environment: string,
  requirements: readonly string[],
  options: EnsureEnvironmentOptions,
): Promise<void> {
  const folder = path.dirname(environment)
  // Whoever left these behind was killed: we hold the lock.
  const leftOver = (await readdir(folder)).filter((name) =>
    name.startsWith(`${path.basename(environment)}.partial-`),
  )
  await Promise.all(leftOver.map((name) => rm(path.join(folder, name), { recursive: true, force: true })))
  const aside = `${environment}.partial-${randomUUID()}`
  try {
    await mkdir(aside, { mode: 0o700 })
    await runInstall({ ...options, requirements, target: aside })
    await rename(aside, environment).catch(async (error: unknown) => {
      // Somebody who took over our lock was quicker; what is there is as good.
      if (!(await isFolder(environment))) throw error
    })
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

async function isFolder(place: string): Promise<boolean> {
  return stat(place).then(
    (info) => info.isDirectory(),
    () => false,
  )
}
