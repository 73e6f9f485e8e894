import { statSync } from 'node:fs'
import { dirname } from 'node:path'

import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { Value } from '../../kernel/wire/value.ts'
import type { CliDefinition, CliRecipeDefinition } from '../definitions/definition.ts'
import { EnvironmentReferences } from '../definitions/environment-references.ts'
import type { Environment } from '../definitions/environment-references.ts'
import type { Tool, ToolCallable, ToolCallContext, ToolResult } from '../tool.ts'
import { buildArgv } from './argv.ts'
import { cliArguments, cliInputSchema, cliParameters, own } from './cli-parameters.ts'
import { expandPath, findCommand } from './find-command.ts'
import { runCommand } from './run-command.ts'
import type { CommandResult } from './run-command.ts'

const DEFAULT_TIMEOUT_SECONDS = 60
/** How much of each stream an error text holds. */
const ERROR_TAIL_CHARACTERS = 4096

export interface CliToolOptions {
  readonly definition: CliDefinition
  readonly file: string
  /** What references are resolved from, and what the program inherits. */
  readonly env: Environment
}

/** A program of the host as a tool: the program itself with every option, and its recipes. */
export function cliTool(options: CliToolOptions): Tool {
  const { definition, file } = options
  const recipes = Object.entries(definition.recipes ?? {}).map(([name, recipe]) =>
    cliCallable(options, name, recipe),
  )
  return {
    name: definition.name,
    description: definition.description,
    tags: definition.tags ?? [],
    origin: file,
    callables: [cliCallable(options, null), ...recipes],
  }
}

function cliCallable(
  options: CliToolOptions,
  name: string | null,
  recipe?: CliRecipeDefinition,
): ToolCallable {
  const { definition } = options
  const parameters = cliParameters(definition, recipe)
  return {
    name,
    description: recipe === undefined ? definition.description : (recipe.description ?? ''),
    parameters: parameters.map((item) => item.parameter),
    inputSchema: cliInputSchema(parameters),
    outputSchema: { type: 'string' },
    invoke: (args, context) => invoke({ ...options, name, recipe }, args, context),
  }
}

interface CliCall extends CliToolOptions {
  readonly name: string | null
  readonly recipe: CliRecipeDefinition | undefined
}

async function invoke(
  call: CliCall,
  args: Readonly<Record<string, Value>>,
  context: ToolCallContext,
): Promise<ToolResult> {
  const { definition, file, env, name, recipe } = call
  const callName = name === null ? definition.name : `${definition.name}.${name}`
  const argv = buildArgv({
    callName,
    arguments: cliArguments(definition),
    values: mergeValues(definition, recipe, args),
    separator: definition.schema?.separator ?? false,
  })
  const references = new EnvironmentReferences({ env, origin: file })
  const folder = dirname(file)
  const toolEnv = { ...env, ...references.resolveAll(definition.env ?? {}) }
  const cwd =
    definition.cwd === undefined ? process.cwd() : expandPath(references.resolve(definition.cwd), folder)
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new CodeModeError({
      code: 'TOOL_DEFINITION_INVALID',
      message: references.redact(`${file}: cwd is ${cwd}, which is not a folder.`),
      details: { file },
    })
  }
  const fixed = [...(definition.args ?? []), ...(recipe?.args ?? [])].map((text) => references.resolve(text))
  const program = findCommand(references.resolve(definition.command), {
    env: toolEnv,
    folder,
    toolName: definition.name,
  })
  const result = await runCommand({
    callName,
    file: program,
    args: [...fixed, ...argv],
    env: toolEnv,
    cwd,
    timeoutMs: (definition.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    signal: context.signal,
  })
  if (result.exitCode !== 0) throw commandFailed(callName, result, references)
  return { value: result.stdout }
}

function mergeValues(
  definition: CliDefinition,
  recipe: CliRecipeDefinition | undefined,
  args: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const merged: Record<string, Value> = Object.create(null) as Record<string, Value>
  for (const { name, definition: argument } of cliArguments(definition)) {
    // None stands for "not given": agents pass optional values on.
    const value =
      own(args, name) ?? own(recipe?.params, name)?.default ?? own(recipe?.preset, name) ?? argument.default
    if (value !== undefined) merged[name] = value
    else if (argument.required === true) throw missing(definition.name, recipe, name)
  }
  return merged
}

function missing(tool: string, recipe: CliRecipeDefinition | undefined, name: string): CodeModeError {
  const where = recipe === undefined ? '' : ' The recipe neither offers nor presets it.'
  return new CodeModeError({
    code: 'ARGUMENTS_INVALID',
    message: `${tool}: the required argument ${name} has no value.${where}`,
  })
}

function commandFailed(
  callName: string,
  result: CommandResult,
  references: EnvironmentReferences,
): CodeModeError {
  const stderr = references.redact(tail(result.stderrTail))
  const stdout = references.redact(tail(result.stdout))
  const how =
    result.exitCode === null
      ? `was ended by ${result.endedBy ?? 'a signal'}`
      : `failed with exit code ${result.exitCode}`
  const said = [stderr === '' ? '' : `\nstderr: ${stderr}`, stdout === '' ? '' : `\nstdout: ${stdout}`].join(
    '',
  )
  return new CodeModeError({
    code: 'TOOL_FAILED',
    message: said === '' ? `${callName} ${how} and printed nothing.` : `${callName} ${how}.${said}`,
    details: { exitCode: result.exitCode, signal: result.endedBy, stderr, stdout },
  })
}

function tail(text: string): string {
  const trimmed = text.trimEnd()
  return trimmed.length > ERROR_TAIL_CHARACTERS ? `…${trimmed.slice(-ERROR_TAIL_CHARACTERS)}` : trimmed
}
