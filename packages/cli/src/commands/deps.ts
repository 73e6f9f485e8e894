import type { InstallReport } from '@code-mode/core'
import { printModelAnswer } from '../output/model-answer.ts'
import { withProgress } from '../output/print-run.ts'
import type { CommandGroup, CommandSpec } from '../program/command.ts'
import type { CommandContext } from '../program/context.ts'

const list: CommandSpec = {
  name: 'list',
  summary: 'list the packages that programs can import',
  run: async (context) => {
    const found = await (await context.openStore()).listDeps({ signal: context.signal })
    if (context.json) context.printJson(found)
    else if (found.length === 0) context.note('No packages are listed. code-mode deps add installs one.')
    else context.print(found.join('\n'))
  },
}

const add: CommandSpec = {
  name: 'add',
  summary: 'install packages and add them to the list',
  operands: [{ name: '<requirements...>', description: 'as pip takes them: pandas, "requests>=2"' }],
  run: async (context, { operands }) => {
    const session = await context.openSession({ ...withProgress(context), tools: [] })
    const reports: InstallReport[] = []
    for (const requirement of operands) {
      context.progress.show(`Installing ${requirement}…`)
      reports.push(await session.addDep(requirement, { signal: context.signal }))
    }
    printReport(context, reports)
  },
}

const remove: CommandSpec = {
  name: 'remove',
  summary: 'take a package off the list',
  operands: [{ name: '<package>', description: 'its name, without a version' }],
  run: async (context, { operands: [name = ''] }) => await printModelAnswer(context, 'remove_dep', { name }),
}

const sync: CommandSpec = {
  name: 'sync',
  summary: 'install everything on the list',
  run: async (context) => {
    const session = await context.openSession({ ...withProgress(context), tools: [] })
    context.progress.show('Installing…')
    printReport(context, [await session.syncDeps({ signal: context.signal })])
  },
}

/** Python packages. */
export const deps: CommandGroup = {
  name: 'deps',
  summary: 'list, add, remove and install Python packages',
  commands: [list, add, remove, sync],
}

function printReport(context: CommandContext, reports: readonly InstallReport[]): void {
  const installed = reports.flatMap((report) => report.installed)
  const alreadyPresent = reports.flatMap((report) => report.alreadyPresent)
  if (context.json) return context.printJson({ installed, alreadyPresent })
  if (installed.length > 0) context.print(`Installed ${installed.join(', ')}`)
  if (alreadyPresent.length > 0) context.print(`Already there: ${alreadyPresent.join(', ')}`)
  if (installed.length + alreadyPresent.length === 0) context.print('There is nothing to install.')
}
