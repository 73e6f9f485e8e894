import { defineModelTool } from './define-model-tool.ts'
import type { ModelToolEntry } from './define-model-tool.ts'
import { workflowLine } from './render-workflow.ts'

/** Saves a program. */
export const createWorkflow: ModelToolEntry = {
  name: 'create_workflow',
  define: (z) =>
    defineModelTool(z, {
      name: 'create_workflow',
      title: 'Save a workflow',
      description:
        'Save a program that worked, so that later sessions find and run it. The source defines `def run(...)` or `async def run(...)`, ' +
        'imports what it needs, and may use tools, workflows, artifacts and deps; typed parameters with defaults and a docstring ' +
        'make it easy to find. A workflow of the same name is replaced.',
      input: z.strictObject({
        name: z.string().describe('An identifier in snake_case.'),
        source: z.string().describe('Python source that defines run(...).'),
        description: z
          .string()
          .optional()
          .describe('What it does, in the words of a task. Default: the docstring.'),
      }),
      output: z.looseObject({ name: z.string(), description: z.string() }),
      hints: { readOnly: false, destructive: true },
      run: async (session, { name, source, description }, { signal }) =>
        await session.createWorkflow(
          { name, source, ...(description === undefined ? {} : { description }) },
          signal === undefined ? {} : { signal },
        ),
      render: (workflow) => `Saved ${workflowLine(workflow)}`,
      structure: ({ source: _source, ...summary }) => summary,
    }),
}
