import { nearestName } from '../search/nearest-name.ts'
import type { SessionApi } from '../session/session-api.ts'
import { addDep } from './add-dep.ts'
import { createWorkflow } from './create-workflow.ts'
import type { ModelToolEntry } from './define-model-tool.ts'
import { deleteWorkflow } from './delete-workflow.ts'
import { getArtifact } from './get-artifact.ts'
import { getWorkflow } from './get-workflow.ts'
import { listArtifacts } from './list-artifacts.ts'
import { listDeps } from './list-deps.ts'
import { listTools } from './list-tools.ts'
import { listWorkflows } from './list-workflows.ts'
import type { ModelTool } from './model-tool.ts'
import { removeDep } from './remove-dep.ts'
import { resetSession } from './reset-session.ts'
import { runCode } from './run-code.ts'
import { searchTools } from './search-tools.ts'
import { searchWorkflows } from './search-workflows.ts'

const ENTRIES: readonly ModelToolEntry[] = [
  runCode,
  resetSession,
  listTools,
  searchTools,
  listWorkflows,
  searchWorkflows,
  getWorkflow,
  createWorkflow,
  deleteWorkflow,
  listArtifacts,
  getArtifact,
  listDeps,
  addDep,
  removeDep,
]

/** The names of all model tools, in the order in which they are listed. */
export const MODEL_TOOL_NAMES: readonly string[] = ENTRIES.map((entry) => entry.name)

export interface ModelToolsOptions {
  /** Whose tools, time limit and rules the descriptions tell. Without one they hold for any session. */
  readonly session?: SessionApi
  /** Names of the tools to give. @defaultValue all of them */
  readonly include?: readonly string[]
  readonly signal?: AbortSignal
}

/**
 * What a model may call, as plain data for any framework. Starts no interpreter.
 * Where agents may not change the packages, `add_dep` and `remove_dep` are absent.
 *
 * @throws TypeError when `include` has an unknown name.
 */
export async function modelTools(options: ModelToolsOptions = {}): Promise<readonly ModelTool[]> {
  const { session, include } = options
  for (const name of include ?? []) assertKnown(name)
  const z = await import('zod')
  const entries = ENTRIES.filter((entry) => include?.includes(entry.name) ?? true).filter(
    (entry) => entry.changesDeps !== true || session?.profile.allowRuntimeDeps !== false,
  )
  return await Promise.all(
    entries.map(async (entry) => {
      const tool = entry.define(z)
      if (session === undefined || entry.describe === undefined) return tool
      const description = await entry.describe(
        session,
        options.signal === undefined ? {} : { signal: options.signal },
      )
      return { ...tool, description }
    }),
  )
}

function assertKnown(name: string): void {
  if (MODEL_TOOL_NAMES.includes(name)) return
  const nearest = nearestName(name, MODEL_TOOL_NAMES)
  const remedy =
    nearest === undefined ? `There are: ${MODEL_TOOL_NAMES.join(', ')}.` : `Did you mean "${nearest}"?`
  throw new TypeError(`include: there is no model tool "${name}". ${remedy}`)
}
