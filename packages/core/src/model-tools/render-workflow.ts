import type { ZodType } from 'zod'
import { pythonLiteral, pythonType } from '../tools/signature.ts'
import type { WorkflowParameter, WorkflowSummary } from '../workflows/workflow.ts'
import type { Zod } from './define-model-tool.ts'

/** One workflow on one line, as agent code invokes it. */
export function workflowLine(workflow: WorkflowSummary): string {
  const parameters = workflow.parameters.map(parameterText)
  return `${workflow.name}(${parameters.join(', ')})${workflow.description === '' ? '' : `: ${workflow.description}`}`
}

function parameterText(parameter: WorkflowParameter): string {
  const stars = parameter.variadic === undefined ? '' : parameter.variadic === 'args' ? '*' : '**'
  const type = parameter.type === 'any' ? '' : `: ${pythonType(parameter.type)}`
  // A default that would have to be computed is not known here.
  const value = parameter.default === undefined ? '...' : pythonLiteral(parameter.default)
  const hasDefault = !parameter.required && parameter.variadic === undefined
  return `${stars}${parameter.name}${type}${hasDefault ? ` = ${value}` : ''}`
}

/** Several workflows, and how to use one. */
export function renderWorkflows(workflows: readonly WorkflowSummary[]): string {
  return `${workflows.map(workflowLine).join('\n')}\nIn run_code: workflows.invoke("name", parameter=...).`
}

/** The schema of a workflow without its source. */
export function workflowOutput(z: Zod): ZodType {
  return z.looseObject({
    name: z.string(),
    description: z.string(),
    parameters: z.array(z.looseObject({ name: z.string(), required: z.boolean() })),
  })
}
