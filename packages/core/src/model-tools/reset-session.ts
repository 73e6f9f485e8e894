import { defineModelTool } from './define-model-tool.ts'
import type { ModelToolEntry } from './define-model-tool.ts'

/** Starts over with a new interpreter. */
export const resetSession: ModelToolEntry = {
  name: 'reset_session',
  define: (z) =>
    defineModelTool(z, {
      name: 'reset_session',
      title: 'Reset the session',
      description:
        'Start over with a new interpreter: variables and imports are gone; workflows, artifacts and packages stay. ' +
        'Needed only when the interpreter itself is in a bad state, or to load another version of a package.',
      input: z.strictObject({}),
      output: z.looseObject({ reset: z.boolean() }),
      hints: { readOnly: false, destructive: true },
      run: async (session, _input, { signal }) => {
        await session.reset(signal === undefined ? {} : { signal })
        return { reset: true }
      },
      render: () =>
        'The session was reset: variables of earlier runs are gone; workflows, artifacts and packages are still there.',
      structure: (output) => output,
    }),
}
