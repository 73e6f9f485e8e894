import { CodeModeError } from '../errors/code-mode-error.ts'
import { didYouMean } from '../search/nearest-name.ts'
import { defineModelTool } from './define-model-tool.ts'
import type { ModelToolEntry } from './define-model-tool.ts'

/** Deletes a saved program. */
export const deleteWorkflow: ModelToolEntry = {
  name: 'delete_workflow',
  define: (z) =>
    defineModelTool(z, {
      name: 'delete_workflow',
      title: 'Delete a workflow',
      description: 'Delete one saved program.',
      input: z.strictObject({ name: z.string().describe('The name of the workflow.') }),
      output: z.looseObject({ name: z.string(), deleted: z.boolean() }),
      hints: { readOnly: false, destructive: true },
      run: async (session, { name }, { signal }) => {
        const options = signal === undefined ? {} : { signal }
        const deleted = await session.deleteWorkflow(name, options)
        if (deleted) return { name, deleted }
        const names = (await session.listWorkflows(options)).map((workflow) => workflow.name)
        throw new CodeModeError({
          code: 'WORKFLOW_NOT_FOUND',
          message: `There is no workflow "${name}".${didYouMean(name, names)}`,
          details: { name },
        })
      },
      render: ({ name }) => `Deleted the workflow ${name}.`,
      structure: (output) => output,
    }),
}
