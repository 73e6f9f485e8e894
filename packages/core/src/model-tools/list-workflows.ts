import type { StorageProblem } from '../storage/storage.ts'
import { defineModelTool } from './define-model-tool.ts'
import type { ModelToolEntry } from './define-model-tool.ts'
import { renderProblems } from './render-problems.ts'
import { renderWorkflows, workflowOutput } from './render-workflow.ts'

/** Lists the saved programs. */
export const listWorkflows: ModelToolEntry = {
  name: 'list_workflows',
  define: (z) =>
    defineModelTool(z, {
      name: 'list_workflows',
      title: 'List workflows',
      description: 'List the saved programs with their parameters. Starts no interpreter.',
      input: z.strictObject({}),
      output: z.looseObject({ workflows: z.array(workflowOutput(z)) }),
      run: async (session, _input, { signal }) => {
        const options = signal === undefined ? {} : { signal }
        const workflows = await session.listWorkflows(options)
        const problems = await session.problems(options)
        return {
          workflows,
          problems: problems.filter(
            (problem): problem is StorageProblem => 'location' in problem && problem.about !== 'artifact',
          ),
        }
      },
      render: ({ workflows, problems }) => {
        const list = workflows.length === 0 ? 'No workflows are saved yet.' : renderWorkflows(workflows)
        return [list, renderProblems(problems)].filter(Boolean).join('\n\n')
      },
      structure: (output) => output,
    }),
}
