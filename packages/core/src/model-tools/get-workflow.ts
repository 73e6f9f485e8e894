import { CodeModeError } from '../errors/code-mode-error.ts'
import { didYouMean } from '../search/nearest-name.ts'
import { defineModelTool } from './define-model-tool.ts'
import type { ModelToolEntry } from './define-model-tool.ts'
import { workflowLine } from './render-workflow.ts'

/** Shows one saved program. */
export const getWorkflow: ModelToolEntry = {
  name: 'get_workflow',
  define: (z) =>
    defineModelTool(z, {
      name: 'get_workflow',
      title: 'Get a workflow',
      description: 'Read one saved program: parameters, description and source.',
      input: z.strictObject({ name: z.string().describe('The name of the workflow.') }),
      output: z.looseObject({ name: z.string(), description: z.string(), source: z.string() }),
      run: async (session, { name }, { signal }) => {
        const options = signal === undefined ? {} : { signal }
        const workflow = await session.getWorkflow(name, options)
        if (workflow !== undefined) return workflow
        const names = (await session.listWorkflows(options)).map((other) => other.name)
        throw new CodeModeError({
          code: 'WORKFLOW_NOT_FOUND',
          message: `There is no workflow "${name}".${didYouMean(name, names)}`,
          details: { name },
        })
      },
      render: (workflow) => `${workflowLine(workflow)}\n\n${workflow.source}`,
      structure: (workflow) => workflow,
    }),
}
