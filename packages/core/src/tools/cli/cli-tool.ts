import type { Value } from '../../kernel/wire/value.ts'
import type { CliDefinition, CliRecipeDefinition } from '../definitions/definition.ts'
import { EnvironmentReferences } from '../definitions/environment-references.ts'
import type { Environment } from '../definitions/environment-references.ts'
import type { Tool, ToolCallable, ToolCallContext, ToolResult } from '../tool.ts'
import { buildArgv } from './argv.ts'
import { cliArguments } from './cli-arguments.ts'
import { cliInputSchema, cliParameters } from './cli-parameters.ts'
import { cliValues, stdinOf } from './cli-values.ts'
import { commandError } from './command-errors.ts'
import { OUTPUT_SCHEMAS, readOutput } from './read-output.ts'
import { runCommand } from './run-command.ts'
import { runSettings } from './run-settings.ts'

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
    outputSchema: OUTPUT_SCHEMAS[recipe?.output ?? definition.output ?? 'text'],
    invoke: (args, context) => invoke({ ...options, name, recipe }, args, context),
  }
}

interface CliCall extends CliToolOptions {
  readonly name: string | null
  readonly recipe: CliRecipeDefinition | undefined
}

async function invoke(
  call: CliCall,
  given: Readonly<Record<string, Value>>,
  { signal }: ToolCallContext,
): Promise<ToolResult> {
  const { definition, name, recipe } = call
  const callName = name === null ? definition.name : `${definition.name}.${name}`
  const values = cliValues({ callName, definition, recipe, args: given })
  const argv = buildArgv({
    callName,
    arguments: cliArguments(definition),
    values,
    separator: definition.schema?.separator ?? false,
  })
  const stdin = stdinOf(callName, definition, values)
  const references = new EnvironmentReferences({ env: call.env, origin: call.file })
  const redact = (text: string): string => references.redact(text)
  const settings = runSettings({ ...call, references })
  const args = [...settings.fixedArgs, ...argv]
  const result = await runCommand({
    ...settings,
    args,
    signal,
    ...(stdin === undefined ? {} : { stdin }),
  })
  const error = commandError({ callName, settings, args, result, redact })
  if (error !== undefined) throw error
  return { value: readOutput({ callName, output: settings.output, stdout: result.stdout, redact }) }
}
