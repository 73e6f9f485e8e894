import { resolve } from 'node:path'
import type { CommandSpec } from '../program/command.ts'
import type { CommandContext } from '../program/context.ts'
import { expandHome } from '../program/base-folder.ts'
import { UsageError } from '../program/usage-error.ts'
import { CLIENT_NAMES, type ClientName } from '../clients/clients.ts'

/** Makes a base folder with examples, and tells clients of it. */
export const init: CommandSpec = {
  name: 'init',
  summary: 'make a base folder with an example of everything',
  details:
    'Make a base folder with one command-line tool, one MCP server (not enabled), one ' +
    'workflow and a list of packages, each commented. What exists is left as it is.\n\n' +
    'With --client, print what an MCP client needs to know; with --write, put it into the ' +
    "client's file in this folder, beside what is there, and keep a copy of the old file.",
  operands: [{ name: '[folder]', description: 'the base folder (default: --base, else ./.code-mode)' }],
  options: [
    { flags: '--client <client>', description: 'settings of an MCP client', choices: CLIENT_NAMES },
    { flags: '--write', description: "merge them into the client's file" },
  ],
  examples: ['code-mode init', 'code-mode init --client claude --write'],
  run: async (context, input) => {
    const [folder] = input.operands
    if (folder !== undefined && context.baseGiven)
      throw new UsageError('Give the folder or --base, not both.')
    const base =
      folder !== undefined
        ? resolve(context.cwd, expandHome(folder))
        : context.baseGiven
          ? context.base
          : resolve(context.cwd, '.code-mode')
    const given = input.text('client') as ClientName | undefined
    if (given === undefined && input.flag('write')) throw new UsageError('--write needs --client.')
    const { writeBase } = await import('../init/write-base.ts')
    const files = await writeBase(base)
    const client = given ?? (await askForClient(context))
    const { clientSettings } = await import('../clients/settings.ts')
    const settings = client === undefined ? undefined : clientSettings(client, { base, cwd: context.cwd })
    const { mergeSettings } = await import('../clients/merge-settings.ts')
    const merged = settings !== undefined && input.flag('write') ? await mergeSettings(settings) : undefined
    if (context.json) return context.printJson({ base, files, client: settings, merged })
    context.print(`${context.paint('bold', base)}`)
    for (const { path, made, about } of files)
      context.print(`  ${made ? context.paint('green', 'made') : 'kept'}  ${path}${made ? `  ${about}` : ''}`)
    if (settings !== undefined) {
      context.print(`\n${settings.about}\n\n${settings.snippet}`)
      if (merged === undefined) context.print(`\nAdd it to ${settings.file}, or: --client ${client} --write`)
      else if (!merged.changed) context.print(`\n${settings.file} has it already.`)
      else
        context.print(
          `\nWrote ${settings.file}${merged.backup === undefined ? '' : `; the old one is ${merged.backup}`}`,
        )
    }
    const option = base === resolve(context.cwd, '.code-mode') ? '' : ` --base ${base}`
    context.print(`\nNext: code-mode run${option} -c 'tools.list()'`)
  },
}

/** Asks on a terminal only; elsewhere nobody could answer. */
async function askForClient(context: CommandContext): Promise<ClientName | undefined> {
  if (context.json || !context.stdin.isTTY || !context.stdout.isTTY) return undefined
  const { isCancel, select } = await import('@clack/prompts')
  const answer = await select<ClientName | 'none'>({
    message: 'Show the settings for an MCP client?',
    options: [{ value: 'none', label: 'no' }, ...CLIENT_NAMES.map((value) => ({ value, label: value }))],
    signal: context.signal,
  })
  context.signal.throwIfAborted()
  return isCancel(answer) || answer === 'none' ? undefined : answer
}
