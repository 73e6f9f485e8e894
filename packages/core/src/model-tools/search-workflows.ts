import { defineModelTool } from './define-model-tool.ts'
import type { ModelToolEntry } from './define-model-tool.ts'
import { renderWorkflows, workflowOutput } from './render-workflow.ts'
import { searchInput } from './search-input.ts'

/** Finds saved programs by words. */
export const searchWorkflows: ModelToolEntry = {
  name: 'search_workflows',
  define: (z) =>
    defineModelTool(z, {
      name: 'search_workflows',
      title: 'Search workflows',
      description:
        'Find saved programs by the words of a task, best first. Do this before writing a new program.',
      input: searchInput(z, 5),
      output: z.looseObject({ workflows: z.array(workflowOutput(z)) }),
      run: async (session, { query, limit }, { signal }) => {
        const options = {
          ...(limit === undefined ? {} : { limit }),
          ...(signal === undefined ? {} : { signal }),
        }
        return { query, workflows: await session.searchWorkflows(query, options) }
      },
      render: ({ query, workflows }) =>
        workflows.length === 0
          ? `No workflow matches ${JSON.stringify(query)}. Write a program in run_code, and save it with create_workflow once it works.`
          : renderWorkflows(workflows),
      structure: ({ workflows }) => ({ workflows }),
    }),
}
