import type { ToolCallable, ToolSummary } from '@code-mode/core'
import { parameterRows, PARAMETER_HEADINGS } from '../output/parameter-rows.ts'
import { plainText } from '../output/plain-text.ts'
import { readProblems } from '../output/problems.ts'
import { printValue } from '../output/print-value.ts'
import { printTable } from '../output/table.ts'
import { readArguments } from '../program/arguments.ts'
import type { CommandGroup, CommandSpec } from '../program/command.ts'
import type { CommandContext } from '../program/context.ts'
import { baseTools, findTool, listWaiting } from '../tools/base-tools.ts'

const list: CommandSpec = {
  name: 'list',
  summary: 'list the tools and what each can do',
  run: async (context) => {
    const { signal } = context
    const registry = await baseTools(context)
    const found = await listWaiting(context, registry)
    await printTools(context, found, 'There are no tools. code-mode init writes a first one.')
    if (context.json) return
    for (const { text } of readProblems(await registry.problems({ signal })))
      context.note(`Left out: ${text}`)
  },
}

const search: CommandSpec = {
  name: 'search',
  summary: 'find tools by what they do',
  operands: [{ name: '<words...>', description: 'what the tool should do' }],
  examples: ['code-mode tools search make http requests'],
  run: async (context, { operands }) => {
    const registry = await baseTools(context)
    await listWaiting(context, registry)
    const found = await registry.search(operands.join(' '), { signal: context.signal })
    await printTools(context, found, 'No tool fits. code-mode tools list shows all.')
  },
}

const show: CommandSpec = {
  name: 'show',
  summary: 'show the signatures and parameters of a tool',
  operands: [{ name: '<tool>', description: 'its name' }],
  run: async (context, { operands: [name = ''] }) => {
    const registry = await baseTools(context)
    const tool = await findTool(context, registry, name)
    if (context.json) return context.printJson(tool)
    const signatures = await registry.listCallables(name, { signal: context.signal })
    context.print(`${context.paint('bold', tool.name)}  ${plainText(tool.description)}`)
    context.print(context.paint('dim', tool.origin))
    for (const callable of tool.callables) {
      const signature = signatures.find((one) => one.name === callable.name)?.signature ?? ''
      await printCallable(context, tool.name, callable, signature)
    }
  },
}

const call: CommandSpec = {
  name: 'call',
  summary: 'call a tool and print what it returns',
  details:
    'Call a tool and print what it returns. Values are converted to the types of the ' +
    'parameters; an array takes JSON, or the same name once for each item.',
  operands: [
    { name: '<tool>', description: '<tool>.<recipe>, or <tool> for the tool itself' },
    { name: '[arguments...]', description: 'name=value' },
  ],
  options: [{ flags: '--args <json>', description: 'the arguments as a JSON object' }],
  examples: [
    'code-mode tools call curl.get url=https://example.com',
    `code-mode tools call curl.get --args '{"url": "https://example.com"}'`,
  ],
  run: async (context, input) => {
    const [target = '', ...words] = input.operands
    const [name = '', ...rest] = target.split('.')
    const registry = await baseTools(context)
    const tool = await findTool(context, registry, name)
    const callable = rest.length === 0 ? null : rest.join('.')
    const known = tool.callables.find((one) => one.name === callable || one.originalName === callable)
    const kwargs = readArguments(words, input.text('args'), typedParameters(known))
    context.progress.show(`Calling ${target}…`)
    const { value } = await registry.call({
      tool: name,
      callable,
      args: [],
      kwargs,
      signal: context.signal,
      onProgress: (message) => context.progress.show(message),
    })
    printValue(context, value)
  },
}

/** What programs can call. */
export const tools: CommandGroup = {
  name: 'tools',
  summary: 'list, search, show and call tools',
  commands: [list, search, show, call],
}

async function printTools(
  context: CommandContext,
  found: readonly ToolSummary[],
  none: string,
): Promise<void> {
  if (context.json) return context.printJson(found)
  if (found.length === 0) return context.note(none)
  const rows = found.map(({ name, description, callables }) => [
    name,
    callables.map((one) => one.name ?? '(itself)').join(', '),
    description,
  ])
  await printTable(context, ['tool', 'callables', 'description'], rows)
}

async function printCallable(
  context: CommandContext,
  tool: string,
  { name, description, parameters }: ToolCallable,
  signature: string,
): Promise<void> {
  context.print(`\ntools.${name === null ? '' : `${tool}.`}${plainText(signature)}`)
  if (description !== '') context.print(plainText(description))
  if (parameters.length > 0) await printTable(context, PARAMETER_HEADINGS, parameterRows(parameters))
}

function typedParameters(callable: ToolCallable | undefined) {
  const properties = record(callable?.inputSchema['properties'])
  return (callable?.parameters ?? []).map(({ name, type }) => {
    const itemType = record(record(properties[name])['items'])['type']
    return { name, type, itemType: typeof itemType === 'string' ? itemType : undefined }
  })
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
