import type { ArtifactStore, RequirementStore, Storage, WorkflowStore } from '../storage.ts'
import { MemoryArtifactStore } from './memory-artifact-store.ts'
import { MemoryRequirementStore } from './memory-requirement-store.ts'
import { MemoryWorkflowStore } from './memory-workflow-store.ts'

/** Keeps everything in this process, for tests and for sessions whose work nobody needs again. */
export class MemoryStorage implements Storage {
  readonly kind = 'memory'
  readonly workflows: WorkflowStore = new MemoryWorkflowStore()
  readonly artifacts: ArtifactStore = new MemoryArtifactStore()
  readonly requirements: RequirementStore = new MemoryRequirementStore()

  /** There is nothing to prepare. */
  async open(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    options.signal?.throwIfAborted()
  }

  /** What was stored stays as long as this object. */
  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
