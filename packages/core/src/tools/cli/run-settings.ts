import { dirname } from 'node:path'

import type { CliDefinition, CliOutput, CliRecipeDefinition } from '../definitions/definition.ts'
import type { Environment, EnvironmentReferences } from '../definitions/environment-references.ts'
import { expandPath, findCommand } from './find-command.ts'
import { workingFolder } from './working-folder.ts'

const DEFAULT_TIMEOUT_SECONDS = 60
const DEFAULT_OUTPUT_MB = 64

/** How one call runs, with every reference resolved. */
export interface RunSettings {
  readonly file: string
  /** Before those that the call gives. */
  readonly fixedArgs: readonly string[]
  readonly env: Environment
  readonly cwd: string
  readonly timeoutMs: number
  readonly outputBytes: number
  readonly output: CliOutput
  readonly okExitCodes: readonly number[]
}

/**
 * What the tool says, and the recipe anew where it does.
 *
 * @throws CodeModeError `TOOL_DEFINITION_INVALID`, `TOOL_COMMAND_NOT_FOUND`
 */
export function runSettings(options: {
  readonly definition: CliDefinition
  readonly recipe: CliRecipeDefinition | undefined
  readonly file: string
  readonly env: Environment
  readonly references: EnvironmentReferences
}): RunSettings {
  const { definition, recipe, file, references } = options
  const folder = dirname(file)
  const env = {
    ...options.env,
    ...references.resolveAll({ ...definition.env, ...recipe?.env }),
  }
  const cwd = recipe?.cwd ?? definition.cwd
  return {
    file: findCommand(references.resolve(definition.command), {
      env,
      folder,
      toolName: definition.name,
      redact: (text) => references.redact(text),
    }),
    fixedArgs: [...(definition.args ?? []), ...(recipe?.args ?? [])].map((text) => references.resolve(text)),
    env,
    cwd: workingFolder(
      cwd === undefined ? undefined : expandPath(references.resolve(cwd), folder),
      file,
      references,
    ),
    timeoutMs: (recipe?.timeout ?? definition.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    outputBytes: Math.ceil(
      (recipe?.max_output_mb ?? definition.max_output_mb ?? DEFAULT_OUTPUT_MB) * 1024 * 1024,
    ),
    output: recipe?.output ?? definition.output ?? 'text',
    okExitCodes: recipe?.ok_exit_codes ?? definition.ok_exit_codes ?? [0],
  }
}
