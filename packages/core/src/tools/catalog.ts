import type { Value } from '../kernel/wire/value.ts'
import { renderSignature } from './signature.ts'
import type { CallableSummary, ToolSummary } from './tool-summary.ts'
import type { Tool, ToolCallable, ToolParameter } from './tool.ts'

/** The callables of a tool, as they are listed. */
export function callableEntries(tool: Tool): readonly CallableSummary[] {
  return tool.callables.map((callable) => ({
    name: callable.name,
    description: callable.description,
    signature: renderSignature(callable, tool.name),
  }))
}

/** A tool, as it is listed. */
export function toolEntry(tool: Tool): ToolSummary {
  return { name: tool.name, description: tool.description, tags: tool.tags, callables: callableEntries(tool) }
}

/** What the guest's runtime needs for `help()`, signatures and `dir()`. */
export function toolDetails(tool: Tool): Value {
  return {
    name: tool.name,
    description: tool.description,
    callables: tool.callables.map((callable) => callableDetails(callable)),
  }
}

function callableDetails({ name, description, parameters }: ToolCallable): Value {
  return { name, description, parameters: parameters.map((parameter) => parameterDetails(parameter)) }
}

function parameterDetails({ name, type, required, default: fallback, description }: ToolParameter): Value {
  // Python has no "absent" beside None: an optional parameter without a default has None.
  return { name, type, required, ...(required ? {} : { default: fallback ?? null }), description }
}
