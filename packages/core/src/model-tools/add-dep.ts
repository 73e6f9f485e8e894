import { assertRuntimeDeps } from './assert-runtime-deps.ts'
import { defineModelTool } from './define-model-tool.ts'
import type { ModelToolEntry } from './define-model-tool.ts'

/** Installs a package. */
export const addDep: ModelToolEntry = {
  name: 'add_dep',
  changesDeps: true,
  define: (z) =>
    defineModelTool(z, {
      name: 'add_dep',
      title: 'Add a package',
      description: 'Install a Python package for this and later sessions; it can be imported at once.',
      input: z.strictObject({
        requirement: z.string().min(1).describe('Name and, if need be, version: "pandas>=2".'),
      }),
      output: z.looseObject({ installed: z.array(z.string()), alreadyPresent: z.array(z.string()) }),
      hints: { readOnly: false, openWorld: true },
      run: async (session, { requirement }, { signal }) => {
        assertRuntimeDeps(session)
        return await session.addDep(requirement, signal === undefined ? {} : { signal })
      },
      render: ({ installed, alreadyPresent }) =>
        installed.length > 0
          ? `Installed ${installed.join(', ')}.`
          : `Already present: ${alreadyPresent.join(', ') || 'all of it'}.`,
      structure: (output) => output,
    }),
}
