import { rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import { assertWorkspaceName } from '../names.ts'
import type { ArtifactStore, ReadOptions, RequirementStore, Storage, WorkflowStore } from '../storage.ts'
import { basePath } from './base-path.ts'
import { ensureFolder } from './ensure-folder.ts'
import { FileArtifactStore } from './file-artifact-store.ts'
import { FileRequirementStore } from './file-requirement-store.ts'
import { FileWorkflowStore } from './file-workflow-store.ts'
import { systemCode, systemReason } from './system-error.ts'
import { removeAbandoned, temporaryPath } from './temporary-file.ts'

export interface FileStorageOptions {
  /** A folder. It is made if it does not exist; `~` is the home folder, a relative path starts at the working folder. */
  readonly base: string
  /**
   * Gives workflows, artifacts and requirements a place of their own below the base; tools are shared.
   * @defaultValue none: they lie in the base itself
   */
  readonly workspace?: string
}

/**
 * Keeps everything as files that people can read, edit and put under version control. Safe for several processes at
 * once on one machine, and for a process that is killed at any moment.
 */
export class FileStorage implements Storage {
  readonly kind = 'file'
  /** Absolute. */
  readonly base: string
  readonly workflows: WorkflowStore
  readonly artifacts: ArtifactStore
  readonly requirements: RequirementStore
  readonly #artifacts: FileArtifactStore
  readonly #place: string

  /** @throws CodeModeError `NAME_INVALID` for the workspace */
  constructor(options: FileStorageOptions) {
    this.base = basePath(options.base)
    if (options.workspace !== undefined) assertWorkspaceName(options.workspace)
    this.#place =
      options.workspace === undefined ? this.base : join(this.base, 'workspaces', options.workspace)
    // The second place of each is where the older Python system keeps it.
    this.workflows = new FileWorkflowStore(join(this.#place, 'workflows'), join(this.#place, 'skills'))
    this.#artifacts = new FileArtifactStore(join(this.#place, 'artifacts'))
    this.artifacts = this.#artifacts
    this.requirements = new FileRequirementStore(
      join(this.#place, 'requirements.txt'),
      join(this.#place, 'deps', 'requirements.txt'),
    )
  }

  /** Makes the folders, proves that they can be written, and clears away what killed processes left. */
  async open(options: ReadOptions = {}): Promise<void> {
    const workflows = join(this.#place, 'workflows')
    const artifacts = join(this.#place, 'artifacts')
    await makeFolder(this.base, this.base)
    await makeFolder(this.base, join(this.base, 'tools'))
    for (const folder of [this.#place, workflows, artifacts, join(artifacts, '.meta')]) {
      options.signal?.throwIfAborted()
      await makeFolder(this.base, folder)
      await proveWritable(this.base, folder)
    }
    await this.#refuseFolder(join(this.#place, 'requirements.txt'))
    options.signal?.throwIfAborted()
    // What cannot be cleared away now is in nobody's way.
    for (const folder of [
      this.#place,
      workflows,
      artifacts,
      join(artifacts, '.meta'),
      join(artifacts, '.backup'),
    ])
      await removeAbandoned(folder).catch(() => undefined)
    await this.#artifacts.recover(options).catch(() => options.signal?.throwIfAborted())
  }

  /** Holds nothing open. */
  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #refuseFolder(path: string): Promise<void> {
    const found = await stat(path).catch(() => undefined)
    if (found === undefined || found.isFile()) return
    throw unusable(this.base, path, 'it is not a file', 'Move it away, or choose another base.')
  }
}

async function makeFolder(base: string, folder: string): Promise<void> {
  try {
    await ensureFolder(folder)
  } catch (error) {
    throw unusable(base, folder, systemReason(error), remedyFor(error), error)
  }
}

async function proveWritable(base: string, folder: string): Promise<void> {
  const probe = temporaryPath(folder)
  try {
    await writeFile(probe, '', { flag: 'wx' })
  } catch (error) {
    throw unusable(base, folder, systemReason(error), remedyFor(error), error)
  } finally {
    await rm(probe, { force: true }).catch(() => undefined)
  }
}

function remedyFor(error: unknown): string {
  switch (systemCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'Give this user write access to it, or choose another base.'
    case 'EROFS':
      return 'Make it writable, or choose another base.'
    case 'EEXIST':
    case 'ENOTDIR':
      return 'Choose a folder as the base, or move the file away.'
    case 'ENOSPC':
    case 'EDQUOT':
      return 'Free some space, or choose a base on another disk.'
    default:
      return 'Choose another base.'
  }
}

function unusable(base: string, path: string, reason: string, hint: string, cause?: unknown): CodeModeError {
  const where = path === base ? '' : ` at "${path}"`
  return new CodeModeError({
    code: 'STORAGE_UNUSABLE',
    message: `The base "${base}" cannot be used${where}: ${reason}.`,
    hint,
    details: { base, path },
    cause,
  })
}
