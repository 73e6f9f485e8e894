import type { ZodType } from 'zod'
import type { ToolProblem } from '../tools/tool.ts'
import type { ToolSummary } from '../tools/tool-summary.ts'
import { defineModelTool } from './define-model-tool.ts'
import type { ModelToolEntry, Zod } from './define-model-tool.ts'
import { renderProblems } from './render-problems.ts'
import { toolCatalogue } from './tool-catalogue.ts'

/** Lists what programs can call. */
export const listTools: ModelToolEntry = {
  name: 'list_tools',
  define: (z) =>
    defineModelTool(z, {
      name: 'list_tools',
      title: 'List tools',
      description:
        'List the tools that programs in run_code can call, with their signatures. Starts no interpreter.',
      input: z.strictObject({}),
      output: toolsOutput(z),
      run: async (session, _input, { signal }) => {
        const options = signal === undefined ? {} : { signal }
        const tools = await session.listTools(options)
        const problems = await session.problems(options)
        return { tools, problems: problems.filter((problem): problem is ToolProblem => 'origin' in problem) }
      },
      render: ({ tools, problems }) =>
        [renderTools(tools), renderProblems(problems)].filter(Boolean).join('\n\n'),
      structure: (output) => output,
    }),
}

/** The tools as text, at most about 6,000 tokens. */
export function renderTools(tools: readonly ToolSummary[]): string {
  return toolCatalogue(tools, { maxTokens: 6_000 }) || 'No tools are defined.'
}

/** The schema that listing and searching share. */
export function toolsOutput(z: Zod): ZodType {
  const callable = z.looseObject({
    name: z.string().nullable(),
    description: z.string(),
    signature: z.string(),
  })
  const tool = z.looseObject({
    name: z.string(),
    description: z.string(),
    tags: z.array(z.string()),
    callables: z.array(callable),
  })
  return z.looseObject({ tools: z.array(tool) })
}
