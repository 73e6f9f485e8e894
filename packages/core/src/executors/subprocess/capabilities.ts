import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { findInstaller } from '../../deps/installer.ts'
import type { InterpreterInfo } from '../../deps/interpreter-info.ts'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { LimitName } from '../../kernel/guest.ts'
import type { ExecutorCapabilities, LimitLevel } from '../executor.ts'
import { readCacheFile, writeCacheFile } from './disk-cache.ts'

/** How long the answer about the installer is believed; somebody may install or update one. In milliseconds. */
const BELIEVED_MS = 60 * 60_000

export interface CapabilitiesOptions {
  readonly name: string
  readonly interpreter: InterpreterInfo
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cacheDirectory: string
  readonly signal?: AbortSignal
}

/** How a plain process is held to each limit. */
export const PLAIN_PROCESS_LIMITS: Readonly<Record<LimitName, LimitLevel>> = {
  memoryMb: 'sampled',
  cpus: 'none',
  processes: 'sampled',
  outputBytes: 'hard',
  fileSizeMb: 'per-process',
}

/** One sentence each, for people. */
export const PLAIN_PROCESS_NOTES: readonly string[] = [
  'No sandbox: the guest is a plain process with the files, network and rights of the host process.',
  'Memory and processes are measured four times a second, so a guest can be over its limit for a moment.',
]

/** What a plain process on this machine offers. */
export async function plainProcessCapabilities(options: CapabilitiesOptions): Promise<ExecutorCapabilities> {
  const { path: interpreterPath, version } = options.interpreter
  return {
    executor: options.name,
    languages: ['python'],
    isolation: 'none',
    network: { default: 'host', supported: ['host'] },
    limits: PLAIN_PROCESS_LIMITS,
    interpreter: { path: interpreterPath, version },
    installer: await installerLabel(options),
    notes: PLAIN_PROCESS_NOTES,
  }
}

async function installerLabel(options: CapabilitiesOptions): Promise<string | null> {
  const { interpreter, env, cacheDirectory, signal } = options
  const question = JSON.stringify([interpreter, env['PATH'], env['HOME']])
  const file = path.join(
    cacheDirectory,
    'installers',
    createHash('sha256').update(question).digest('hex').slice(0, 32),
  )
  const age = await stat(file).then(
    (info) => Date.now() - info.mtimeMs,
    () => Infinity,
  )
  const kept = age < BELIEVED_MS ? (await readCacheFile(file))?.toString('utf8') : undefined
  if (kept !== undefined && kept !== '') return kept
  try {
    const { label } = await findInstaller({ interpreter, env, ...(signal === undefined ? {} : { signal }) })
    await writeCacheFile(file, label)
    return label
  } catch (error) {
    if (CodeModeError.isInstance(error) && error.code === 'INSTALLER_NOT_FOUND') return null
    throw error
  }
}
