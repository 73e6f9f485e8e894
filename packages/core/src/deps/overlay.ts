import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { CodeModeError } from '../errors/code-mode-error.ts'
import type { InstallOptions, InstallReport } from '../kernel/guest.ts'
import { type Distribution, readDistributions } from './distributions.ts'
import type { InterpreterInfo } from './interpreter-info.ts'
import { moveDistributions } from './move-distributions.ts'
import { parseRequirement, type Requirement } from './requirement.ts'
import { runInstall } from './run-install.ts'

export interface OverlayInstallOptions extends InstallOptions {
  readonly interpreter: InterpreterInfo
  readonly requirements: readonly string[]
  /** Folder that one guest alone has on its path. Made when it is missing. */
  readonly overlay: string
  /** Other folders on the guest's path, whose packages must stay as they are. */
  readonly present: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Adds packages to a guest's overlay, from outside of the guest. What is present stays as it is; a failed install
 * leaves nothing behind.
 *
 * @throws CodeModeError `REQUIREMENT_INVALID`, `DEPS_CONFLICT`, `INSTALL_FAILED`, `INSTALLER_NOT_FOUND`.
 */
export async function installIntoOverlay(options: OverlayInstallOptions): Promise<InstallReport> {
  const requested = options.requirements.map((spec) => ({ spec, requirement: parseRequirement(spec) }))
  const folders = [options.overlay, ...options.present]
  const present = new Map(
    (await Promise.all(folders.map(readDistributions))).flat().map((each) => [each.key, each]),
  )
  const open = requested.filter(({ requirement }) => !isSatisfied(requirement, present.get(requirement.key)))
  const alreadyPresent = requested.filter((each) => !open.includes(each)).map(({ spec }) => spec)
  if (open.length === 0) return { installed: [], alreadyPresent }

  await mkdir(options.overlay, { recursive: true, mode: 0o700 })
  const stage = await mkdtemp(`${options.overlay}.stage-`)
  try {
    const constraints = [...present.values()].map(({ name, version }) => `${name}==${version}`)
    const requirements = open.map(({ requirement }) => requirement.text)
    await runInstall({ ...options, requirements, constraints, target: stage })
    const staged = await readDistributions(stage)
    for (const { key, name, version } of staged) {
      const other = present.get(key)
      if (other !== undefined && other.version !== version) throw conflict(`${name}==${version}`, other)
    }
    const fresh = staged.filter(({ key }) => !present.has(key))
    options.signal?.throwIfAborted()
    await moveDistributions({ from: stage, to: options.overlay, distributions: fresh })
    const installed = fresh.map(({ name, version }) => `${name}==${version}`).sort()
    // Extras and ranges can turn out to be satisfied only after the installer has resolved them.
    const satisfied = fresh.length === 0 ? open.map(({ spec }) => spec) : []
    return { installed, alreadyPresent: [...alreadyPresent, ...satisfied] }
  } finally {
    await rm(stage, { recursive: true, force: true })
  }
}

/**
 * Whether no installer is needed to know: only for a bare name, and for one exact version.
 *
 * @throws CodeModeError `DEPS_CONFLICT` when it is as clear that another version is present.
 */
function isSatisfied(requirement: Requirement, present: Distribution | undefined): boolean {
  if (present === undefined || requirement.extras.length > 0) return false
  const [clause, ...more] = requirement.clauses
  if (clause === undefined) return true
  if (more.length > 0 || clause.operator !== '==' || clause.version.includes('*')) return false
  const [wanted, there] = [plainVersion(clause.version), plainVersion(present.version)]
  if (wanted === undefined || there === undefined) return clause.version === present.version
  if (wanted !== there) throw conflict(requirement.text, present)
  return true
}

/** A version of numbers alone, without meaningless zeros at its end. Undefined for any other. */
function plainVersion(version: string): string | undefined {
  if (!/^\d+(\.\d+)*$/.test(version)) return undefined
  return version
    .split('.')
    .map(Number)
    .join('.')
    .replace(/(\.0)+$/, '')
}

function conflict(wanted: string, present: Distribution): CodeModeError {
  return new CodeModeError({
    code: 'DEPS_CONFLICT',
    message: `${wanted} cannot be added now: ${present.name} ${present.version} is already part of this session. The change takes effect after reset.`,
    hint: 'Keep the version that is there, or add the other one to the requirements and reset the session.',
    details: { requirement: wanted, present: `${present.name}==${present.version}` },
  })
}

/** Where a guest's overlay lies below its own folder. */
export function overlayPath(guestDirectory: string): string {
  return path.join(guestDirectory, 'packages')
}
