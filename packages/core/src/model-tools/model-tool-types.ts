import type { InstallReport } from '../kernel/guest.ts'
import type { JsonValue } from '../kernel/json.ts'
import type { TextPlace } from '../kernel/run-outcome.ts'
import type { RunError, Truncation } from '../session/run-result.ts'
import type { ArtifactInfo, StorageProblem } from '../storage/storage.ts'
import type { ToolProblem } from '../tools/tool.ts'
import type { ToolSummary } from '../tools/tool-summary.ts'
import type { WorkflowDetail, WorkflowSummary } from '../workflows/workflow.ts'

/** A tool without fields. */
type Nothing = Readonly<Record<string, never>>
interface Named {
  readonly name: string
}
interface Search {
  readonly query: string
  readonly limit?: number
}

/** What `run_code` says of a run as plain data: what is empty is left out, what is long is shortened. */
export interface RunCodeOutput {
  readonly ok: boolean
  /** The value of the last expression, where JSON can say it. */
  readonly value?: JsonValue
  /** Places in `value` where a text stands for something else. */
  readonly asText?: readonly TextPlace[]
  /** The repr of the value, where JSON cannot say it or it is too long to be given whole. */
  readonly text?: string
  readonly stdout?: string
  readonly stderr?: string
  /** Why the program failed. */
  readonly error?: RunError
  /** What is not given in full. */
  readonly truncated?: readonly Truncation[]
  /** Present when variables of earlier runs are gone. */
  readonly stateLost?: true
  readonly durationMs: number
  readonly calls: number
}

/** What each model tool takes, and what `structure` gives of its output. Types only; a test holds them to the schemas. */
export interface ModelToolTypes {
  readonly run_code: {
    readonly input: { readonly code: string; readonly timeout_seconds?: number }
    readonly output: RunCodeOutput
  }
  readonly reset_session: { readonly input: Nothing; readonly output: { readonly reset: boolean } }
  readonly list_tools: {
    readonly input: Nothing
    readonly output: { readonly tools: readonly ToolSummary[]; readonly problems: readonly ToolProblem[] }
  }
  readonly search_tools: {
    readonly input: Search
    readonly output: { readonly tools: readonly ToolSummary[] }
  }
  readonly list_workflows: {
    readonly input: Nothing
    readonly output: {
      readonly workflows: readonly WorkflowSummary[]
      readonly problems: readonly StorageProblem[]
    }
  }
  readonly search_workflows: {
    readonly input: Search
    readonly output: { readonly workflows: readonly WorkflowSummary[] }
  }
  readonly get_workflow: { readonly input: Named; readonly output: WorkflowDetail }
  readonly create_workflow: {
    readonly input: { readonly name: string; readonly source: string; readonly description?: string }
    readonly output: Omit<WorkflowDetail, 'source'>
  }
  readonly delete_workflow: {
    readonly input: Named
    readonly output: { readonly name: string; readonly deleted: boolean }
  }
  readonly list_artifacts: {
    readonly input: Nothing
    readonly output: { readonly artifacts: readonly ArtifactInfo[] }
  }
  readonly get_artifact: { readonly input: Named; readonly output: ArtifactInfo & { readonly text: string } }
  readonly list_deps: {
    readonly input: Nothing
    readonly output: { readonly requirements: readonly string[] }
  }
  readonly add_dep: { readonly input: { readonly requirement: string }; readonly output: InstallReport }
  readonly remove_dep: {
    readonly input: Named
    readonly output: { readonly name: string; readonly removed: boolean }
  }
}

export type ModelToolName = keyof ModelToolTypes
