import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { throwNotFound } from '../output/model-answer.ts'
import { openEditor } from '../program/editor.ts'
import type { CommandSpec } from '../program/command.ts'

/** Opens a workflow in an editor, and saves it when it is a workflow still. */
export const edit: CommandSpec = {
  name: 'edit',
  summary: 'edit a workflow with $VISUAL or $EDITOR',
  details:
    'Edit a workflow with $VISUAL or $EDITOR. It is checked before it is saved; what is ' +
    'refused stays in a file whose path is shown.',
  operands: [{ name: '<workflow>', description: 'its name' }],
  run: async (context, { operands: [name = ''] }) => {
    const { signal } = context
    const session = await context.openStore()
    const before = await session.getWorkflow(name, { signal })
    if (before === undefined) return await throwNotFound(context, session, 'workflow', name)
    const folder = await mkdtemp(join(tmpdir(), 'code-mode-edit-'))
    const file = join(folder, `${name.replaceAll('/', '-')}.py`)
    await writeFile(file, before.source)
    let source = before.source
    try {
      await openEditor(file, context).finally(async () => {
        source = await readFile(file, 'utf8')
      })
      if (source === before.source) return context.note('Nothing was changed.')
      const now = await session.getWorkflow(name, { signal })
      if (now?.revision !== before.revision)
        throw new Error(`Somebody else changed the workflow "${name}" meanwhile. Nothing was saved.`)
      const workflow = await session.createWorkflow({ name, source }, { signal })
      source = before.source
      if (context.json) context.printJson(workflow)
      else context.print(`Saved ${workflow.location}`)
    } finally {
      if (source === before.source) await rm(folder, { recursive: true, force: true })
      else context.note(`Your text is in ${file}`)
    }
  },
}
