import type { Session } from '@code-mode/core'
import type { CommandContext } from '../program/context.ts'

/**
 * Does what a model tool does and shows its answer: what a person is told here and what a model is told there is said
 * in one place, wrong names with the nearest right one included.
 */
export async function printModelAnswer(
  context: CommandContext,
  name: string,
  input: Readonly<Record<string, unknown>>,
): Promise<void> {
  const session = await context.openStore()
  const { tool, output } = await invoke(context, session, name, input)
  if (context.json) return context.printJson(tool.structure(output))
  for (const content of tool.render(output))
    context.print(content.type === 'text' ? content.text : `[${content.mimeType}]`)
}

/** Throws the error of a model tool for a name that is not there. */
export async function throwNotFound(
  context: CommandContext,
  session: Session,
  kind: 'workflow' | 'artifact',
  name: string,
): Promise<never> {
  await invoke(context, session, `get_${kind}`, { name })
  throw new Error(`The ${kind} "${name}" is being changed by somebody else. Try again.`)
}

async function invoke(
  { signal }: CommandContext,
  session: Session,
  name: string,
  input: Readonly<Record<string, unknown>>,
) {
  const { modelTools } = await import('@code-mode/core')
  const [tool] = await modelTools({ include: [name] })
  if (tool === undefined) throw new Error(`There is no model tool ${name}.`)
  return { tool, output: await tool.invoke(session, input, { signal }) }
}
