import { defineModelTool } from './define-model-tool.ts'
import type { ModelToolEntry } from './define-model-tool.ts'

/** Lists the packages. */
export const listDeps: ModelToolEntry = {
  name: 'list_deps',
  define: (z) =>
    defineModelTool(z, {
      name: 'list_deps',
      title: 'List packages',
      description:
        'List the Python packages that programs can import besides the standard library. Starts no interpreter.',
      input: z.strictObject({}),
      output: z.looseObject({ requirements: z.array(z.string()) }),
      run: async (session, _input, { signal }) => ({
        requirements: await session.listDeps(signal === undefined ? {} : { signal }),
      }),
      render: ({ requirements }) => requirements.join('\n') || 'No packages besides the standard library.',
      structure: (output) => output,
    }),
}
