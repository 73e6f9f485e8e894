import { defineModelTool } from './define-model-tool.ts'
import type { ModelToolEntry } from './define-model-tool.ts'
import { renderTools, toolsOutput } from './list-tools.ts'
import { searchInput } from './search-input.ts'

/** Finds tools by words. */
export const searchTools: ModelToolEntry = {
  name: 'search_tools',
  define: (z) =>
    defineModelTool(z, {
      name: 'search_tools',
      title: 'Search tools',
      description: 'Find tools for programs in run_code by words, best first.',
      input: searchInput(z, 10),
      output: toolsOutput(z),
      run: async (session, { query, limit }, { signal }) => {
        const options = {
          ...(limit === undefined ? {} : { limit }),
          ...(signal === undefined ? {} : { signal }),
        }
        return { query, tools: await session.searchTools(query, options) }
      },
      render: ({ query, tools }) =>
        tools.length === 0
          ? `No tool matches ${JSON.stringify(query)}. list_tools shows all of them.`
          : renderTools(tools),
      structure: ({ tools }) => ({ tools }),
    }),
}
