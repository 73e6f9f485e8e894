import { createHash } from 'node:crypto'
import type { Value } from '../kernel/wire/value.ts'
import type { WorkflowDetail, WorkflowSummary } from '../workflows/workflow.ts'
import type { WorkflowLibrary } from '../workflows/workflow-library.ts'
import { bindArguments } from './bind-arguments.ts'
import { meantMethod } from './meant-method.ts'
import { fixedNamespace, type Namespace } from './namespace.ts'

const METHODS = ['list', 'search', 'get', 'create', 'delete', 'invoke']
const NAME = { name: { type: 'text' } } as const

/** `workflows.*`. `load` is for the guest runtime, which compiles and runs the source itself. */
export function workflowsNamespace(library: WorkflowLibrary): Namespace {
  return fixedNamespace({
    async list(call) {
      bindArguments('workflows.list', {}, await call.arguments())
      return { value: (await library.list({ signal: call.signal })).map(summaryRecord) }
    },
    async search(call) {
      const { query, limit } = bindArguments(
        'workflows.search',
        { query: { type: 'text' }, limit: { type: 'count', default: 5 } },
        await call.arguments(),
      )
      return { value: (await library.search(query, { limit, signal: call.signal })).map(summaryRecord) }
    },
    async get(call) {
      const { name } = bindArguments('workflows.get', NAME, await call.arguments())
      const found = await library.find(name, { signal: call.signal })
      return { value: found === undefined ? null : detailRecord(found) }
    },
    async load(call) {
      const { name } = bindArguments('workflows.load', NAME, await call.arguments())
      const found = await library.get(name, { signal: call.signal }).catch((error: unknown) => {
        throw meantMethod(error, 'workflows', name, METHODS)
      })
      const digest = createHash('sha256').update(found.source).digest('hex')
      return { value: { name, source: found.source, digest } }
    },
    async create(call) {
      const request = bindArguments(
        'workflows.create',
        { name: { type: 'text' }, source: { type: 'text' }, description: { type: 'text', default: '' } },
        await call.arguments(),
      )
      return { value: detailRecord(await library.create({ ...request, replace: true, signal: call.signal })) }
    },
    async delete(call) {
      const { name } = bindArguments('workflows.delete', NAME, await call.arguments())
      return { value: await library.delete(name, { signal: call.signal }) }
    },
  })
}

function summaryRecord(workflow: WorkflowSummary): Record<string, Value> {
  const parameters = workflow.parameters.map((parameter) => ({ ...parameter }) as Record<string, Value>)
  return { name: workflow.name, description: workflow.description, parameters }
}

function detailRecord(workflow: WorkflowDetail): Record<string, Value> {
  return { ...summaryRecord(workflow), source: workflow.source }
}
