import type { Language } from '../kernel/guest.ts'
import type { JsonValue } from '../kernel/json.ts'
import type { Revision } from '../storage/storage.ts'

/** One parameter of a workflow's `run`. */
export interface WorkflowParameter {
  readonly name: string
  /** JSON Schema type name, for people: `string`, `integer`, `array`, `string | null`, `any`. */
  readonly type: string
  readonly required: boolean
  /** Left out where there is none, or where it would have to be computed. */
  readonly default?: JsonValue
  readonly description: string
  /** `args` takes further positional arguments, `kwargs` further named ones. */
  readonly variadic?: 'args' | 'kwargs'
}

/** What is shown of a workflow in a list. */
export interface WorkflowSummary {
  readonly name: string
  readonly description: string
  readonly parameters: readonly WorkflowParameter[]
  readonly language: Language
  readonly revision: Revision
  /** ISO 8601, UTC. */
  readonly updatedAt: string
}

/** A workflow with all that is needed to run it. */
export interface WorkflowDetail extends WorkflowSummary {
  readonly source: string
  /** Where a person finds it: a path for files. */
  readonly location: string
}
