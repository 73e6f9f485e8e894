import type { JsonObject } from '../kernel/json.ts'
import type { Language } from '../kernel/guest.ts'

/** Opaque: changes with every write of the item. */
export type Revision = string

/** What must be true of the item for a write to happen: a revision it still has, `absent`, or `any`. */
export type WriteCondition = { readonly revision: Revision } | 'absent' | 'any'

export interface WriteOptions {
  /** @defaultValue `any` */
  readonly ifRevision?: WriteCondition
  readonly signal?: AbortSignal
}
export interface ReadOptions {
  readonly signal?: AbortSignal
}

/** One saved program, as it is stored. Its description and parameters are inside `source`. */
export interface StoredWorkflow {
  readonly name: string
  readonly language: Language
  readonly source: string
  readonly revision: Revision
  /** ISO 8601, UTC. */
  readonly updatedAt: string
  /** Where a person finds it: a path for files. */
  readonly location: string
}

export interface WorkflowStore {
  /** All of them, sorted by name. What cannot be read is left out here and reported by `problems`. */
  list(options?: ReadOptions): Promise<readonly StoredWorkflow[]>
  get(name: string, options?: ReadOptions): Promise<StoredWorkflow | undefined>
  /** @throws CodeModeError `REVISION_CONFLICT`, `NAME_INVALID`, `STORAGE_WRITE_FAILED` */
  put(
    workflow: { readonly name: string; readonly language: Language; readonly source: string },
    options?: WriteOptions,
  ): Promise<StoredWorkflow>
  /** True when there was one. */
  delete(name: string, options?: WriteOptions): Promise<boolean>
  /** Earlier states, newest first, without the current one. Files and memory keep the last 20. */
  history(name: string, options?: ReadOptions): Promise<readonly StoredWorkflow[]>
  /** Items that exist and cannot be read, each with a reason for a person. */
  problems(options?: ReadOptions): Promise<readonly StorageProblem[]>
}

export interface StorageProblem {
  readonly location: string
  readonly message: string
  /** What it is about. @defaultValue workflow */
  readonly about?: 'workflow' | 'artifact'
}

/**
 * How an artifact's bytes are to be read: `json` and `text` are UTF-8, `bytes` are the value itself, `payload` is a
 * value with parts that JSON cannot say, in the encoding of the wire.
 */
export type ArtifactFormat = 'json' | 'text' | 'bytes' | 'payload'

export interface ArtifactInfo {
  readonly name: string
  readonly format: ArtifactFormat
  readonly description: string
  readonly metadata: JsonObject
  readonly sizeBytes: number
  /** SHA-256 of the data, in hex. */
  readonly digest: string
  /** ISO 8601, UTC. */
  readonly createdAt: string
  readonly revision: Revision
}

export interface ArtifactWrite {
  readonly name: string
  readonly format: ArtifactFormat
  /** @defaultValue '' */
  readonly description?: string
  /** @defaultValue {} */
  readonly metadata?: JsonObject
  /** A piece holds until the next one is asked for; then its memory may be used again. What is kept is copied before. */
  readonly data: Uint8Array | AsyncIterable<Uint8Array>
}

export interface ArtifactStore {
  /** All of them, sorted by name. */
  list(options?: ReadOptions): Promise<readonly ArtifactInfo[]>
  get(name: string, options?: ReadOptions): Promise<ArtifactInfo | undefined>
  /** Info and data of one generation; a write that happens meanwhile does not mix in. */
  open(
    name: string,
    options?: ReadOptions,
  ): Promise<{ readonly info: ArtifactInfo; readonly data: AsyncIterable<Uint8Array> } | undefined>
  /** Streams the data in; nothing is visible before all of it is there. */
  put(artifact: ArtifactWrite, options?: WriteOptions): Promise<ArtifactInfo>
  delete(name: string, options?: WriteOptions): Promise<boolean>
  /** Earlier states, newest first, without the current one. */
  history(name: string, options?: ReadOptions): Promise<readonly ArtifactInfo[]>
  /** What was damaged and has been repaired since this storage was opened, and what cannot be repaired. */
  problems(options?: ReadOptions): Promise<readonly StorageProblem[]>
}

/** The list of packages that sessions on this storage start with. */
export interface RequirementStore {
  /** Requirements as written, comments and blank lines left out, in order. */
  list(
    options?: ReadOptions,
  ): Promise<{ readonly requirements: readonly string[]; readonly revision: Revision }>
  /** Replaces the list. A file keeps the comments of the lines that stay. */
  replace(requirements: readonly string[], options?: WriteOptions): Promise<Revision>
}

/** Keeps what outlives a session. Safe for several processes at once. */
export interface Storage extends AsyncDisposable {
  readonly kind: string
  /** Folder on this machine that holds tool definitions (`tools/`, `mcp.json`) and the tool list cache, where there is one. */
  readonly base?: string
  readonly workflows: WorkflowStore
  readonly artifacts: ArtifactStore
  readonly requirements: RequirementStore
  /**
   * Makes what is missing and proves that it can be used.
   * @throws CodeModeError `STORAGE_UNUSABLE` with the reason and the remedy.
   */
  open(options?: ReadOptions): Promise<void>
  close(): Promise<void>
}
