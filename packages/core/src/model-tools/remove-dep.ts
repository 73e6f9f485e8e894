import { CodeModeError } from '../errors/code-mode-error.ts'
import { didYouMean } from '../search/nearest-name.ts'
import { assertRuntimeDeps } from './assert-runtime-deps.ts'
import { defineModelTool } from './define-model-tool.ts'
import type { ModelToolEntry } from './define-model-tool.ts'

/** Takes a package off the list. */
export const removeDep: ModelToolEntry = {
  name: 'remove_dep',
  changesDeps: true,
  define: (z) =>
    defineModelTool(z, {
      name: 'remove_dep',
      title: 'Remove a package',
      description:
        'Take a Python package off the list that later sessions start with. The running interpreter keeps it until a reset.',
      input: z.strictObject({
        name: z.string().min(1).describe('The name of the package, without a version.'),
      }),
      output: z.looseObject({ name: z.string(), removed: z.boolean() }),
      hints: { readOnly: false, destructive: true },
      run: async (session, { name }, { signal }) => {
        assertRuntimeDeps(session)
        const options = signal === undefined ? {} : { signal }
        const removed = await session.removeDep(name, options)
        if (removed) return { name, removed }
        throw new CodeModeError({
          code: 'REQUIREMENT_INVALID',
          message: `"${name}" is not on the list of packages.${didYouMean(name, await session.listDeps(options))}`,
          details: { name },
        })
      },
      render: ({ name }) => `Removed ${name}.`,
      structure: (output) => output,
    }),
}
