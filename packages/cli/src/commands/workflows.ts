import type { WorkflowSummary } from '@code-mode/core'
import { parameterRows, PARAMETER_HEADINGS } from '../output/parameter-rows.ts'
import { printModelAnswer, throwNotFound } from '../output/model-answer.ts'
import { readProblems } from '../output/problems.ts'
import { plainText } from '../output/plain-text.ts'
import { printRun, RUN_OPTIONS, withProgress } from '../output/print-run.ts'
import { printTable } from '../output/table.ts'
import { readArguments } from '../program/arguments.ts'
import type { CommandGroup, CommandSpec } from '../program/command.ts'
import type { CommandContext } from '../program/context.ts'
import { readSource } from '../program/read-source.ts'
import { edit } from './workflows-edit.ts'

const list: CommandSpec = {
  name: 'list',
  summary: 'list the saved programs',
  run: async (context) => {
    const { signal } = context
    const session = await context.openStore()
    const found = await session.listWorkflows({ signal })
    await printWorkflows(context, found, 'No workflows are saved yet. code-mode workflows create saves one.')
    if (context.json) return
    for (const { about, text } of readProblems(await session.problems({ signal })))
      if (about === 'workflow') context.note(`Left out: ${text}`)
  },
}

const search: CommandSpec = {
  name: 'search',
  summary: 'find workflows by what they do',
  operands: [{ name: '<words...>', description: 'what the program should do' }],
  run: async (context, { operands }) => {
    const session = await context.openStore()
    const found = await session.searchWorkflows(operands.join(' '), { signal: context.signal })
    await printWorkflows(context, found, 'No workflow fits. code-mode workflows list shows all.')
  },
}

const show: CommandSpec = {
  name: 'show',
  summary: 'show the parameters and the source of a workflow',
  operands: [{ name: '<workflow>', description: 'its name' }],
  run: async (context, { operands: [name = ''] }) => {
    const session = await context.openStore()
    const workflow = await session.getWorkflow(name, { signal: context.signal })
    if (workflow === undefined) return await throwNotFound(context, session, 'workflow', name)
    if (context.json) return context.printJson(workflow)
    context.print(`${context.paint('bold', workflow.name)}  ${plainText(workflow.description)}`)
    context.print(`${context.paint('dim', workflow.location)}\n`)
    if (workflow.parameters.length > 0) {
      await printTable(context, PARAMETER_HEADINGS, parameterRows(workflow.parameters))
      context.print('\n')
    }
    context.print(plainText(workflow.source))
  },
}

const create: CommandSpec = {
  name: 'create',
  summary: 'save a program as a workflow',
  operands: [
    { name: '<workflow>', description: 'its name' },
    { name: '<file>', description: 'Python with a run function; - is standard input' },
  ],
  options: [
    { flags: '--description <text>', description: 'what it does (default: its docstring)' },
    { flags: '--replace', description: 'replace the one of that name' },
  ],
  run: async (context, input) => {
    const [name = '', file = ''] = input.operands
    const source = await readSource(context, file)
    const session = await context.openStore()
    const { signal } = context
    if (!input.flag('replace') && (await session.getWorkflow(name, { signal })) !== undefined)
      throw new Error(`There is a workflow "${name}" already. Add --replace to replace it.`)
    const description = input.text('description')
    const request = { name, source, ...(description === undefined ? {} : { description }) }
    const workflow = await session.createWorkflow(request, { signal })
    if (context.json) context.printJson(workflow)
    else context.print(`Saved ${workflow.location}`)
  },
}

const run: CommandSpec = {
  name: 'run',
  summary: 'run a workflow',
  operands: [
    { name: '<workflow>', description: 'its name' },
    { name: '[arguments...]', description: 'name=value, converted to the types of the parameters' },
  ],
  options: [{ flags: '--args <json>', description: 'the arguments as a JSON object' }, ...RUN_OPTIONS],
  examples: ['code-mode workflows run greeting name=Ada'],
  run: async (context, input) => {
    const [name = '', ...words] = input.operands
    return await printRun(context, input, async (options) => {
      const session = await context.openSession(withProgress(context))
      const workflow = await session.getWorkflow(name, { signal: context.signal })
      if (workflow === undefined) return await throwNotFound(context, session, 'workflow', name)
      const args = readArguments(words, input.text('args'), workflow.parameters)
      return await session.invokeWorkflow(name, args, options)
    })
  },
}

const remove: CommandSpec = {
  name: 'delete',
  summary: 'delete a workflow',
  operands: [{ name: '<workflow>', description: 'its name' }],
  run: async (context, { operands: [name = ''] }) =>
    await printModelAnswer(context, 'delete_workflow', { name }),
}

/** Programs that are kept. */
export const workflows: CommandGroup = {
  name: 'workflows',
  summary: 'list, search, show, create, run, edit and delete saved programs',
  commands: [list, search, show, create, run, edit, remove],
}

async function printWorkflows(
  context: CommandContext,
  found: readonly WorkflowSummary[],
  none: string,
): Promise<void> {
  if (context.json) return context.printJson(found)
  if (found.length === 0) return context.note(none)
  const rows = found.map(({ name, description, parameters }) => [
    name,
    parameters.map((one) => (one.required ? one.name : `[${one.name}]`)).join(' '),
    description,
  ])
  await printTable(context, ['workflow', 'parameters', 'description'], rows)
}
