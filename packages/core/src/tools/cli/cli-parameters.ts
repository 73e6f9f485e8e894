import type { CliArgumentDefinition, CliDefinition, CliRecipeDefinition } from '../definitions/definition.ts'
import type { JsonSchema, ToolParameter } from '../tool.ts'
import { cliArguments, own } from './cli-arguments.ts'
import type { CliArgument } from './cli-arguments.ts'
import { fixedValue } from './fixed-value.ts'

/** An argument as a call of the tool itself, or of a recipe, may give it. */
export interface CliParameter {
  readonly argument: CliArgument
  readonly parameter: ToolParameter
}

const KIND_RANK = { positional: 0, stdin: 1, option: 2 } as const

/**
 * The parameters in the order of a Python signature: required ones first, then optional ones, then what the recipe
 * presets; within these positional arguments before options.
 */
export function cliParameters(
  definition: CliDefinition,
  recipe?: CliRecipeDefinition,
): readonly CliParameter[] {
  const { params, preset } = recipe ?? {}
  const all = cliArguments(definition)
  const offered = takesAll(recipe) ? all : all.filter((argument) => own(params, argument) !== undefined)
  const parameters = offered.map((argument): CliParameter => ({
    argument,
    parameter: toParameter(argument, recipe),
  }))
  const rank = ({ argument, parameter }: CliParameter): number => {
    const isPreset = own(params, argument) === undefined && own(preset, argument) !== undefined
    return (parameter.required ? 0 : isPreset ? 6 : 3) + KIND_RANK[argument.kind]
  }
  return parameters.toSorted((left, right) => rank(left) - rank(right))
}

/**
 * Whether a recipe takes all arguments of the schema: it says nothing of parameters, or has an empty map of them, as the
 * older system wrote it. A recipe with arguments of its own, a subcommand, means an empty map as it stands.
 */
export function takesAll(recipe: CliRecipeDefinition | undefined): boolean {
  const { params, args } = recipe ?? {}
  return params === undefined || (args === undefined && Object.keys(params).length === 0)
}

function toParameter(argument: CliArgument, recipe: CliRecipeDefinition | undefined): ToolParameter {
  const { name, kind, definition } = argument
  const override = own(recipe?.params, argument)
  const passed = override?.default ?? own(recipe?.preset, argument)
  const shown = passed ?? definition.default
  const fallback = shown === undefined ? undefined : fixedValue(argument, shown).value
  const required = (override?.required === true || definition.required === true) && passed === undefined
  return {
    name,
    type: kind === 'stdin' ? 'string | bytes' : definition.type,
    required,
    ...(fallback !== undefined
      ? { default: fallback }
      : definition.type === 'boolean'
        ? { default: false }
        : {}),
    description: override?.description ?? definition.description ?? '',
  }
}

/** The JSON Schema of the parameters. */
export function cliInputSchema(parameters: readonly CliParameter[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(
      parameters.map(({ argument, parameter }) => [
        parameter.name,
        propertySchema(argument.definition, parameter),
      ]),
    ),
    required: parameters.filter(({ parameter }) => parameter.required).map(({ parameter }) => parameter.name),
    additionalProperties: false,
  }
}

function propertySchema(definition: CliArgumentDefinition, parameter: ToolParameter): JsonSchema {
  const values = definition.enum === undefined ? {} : { enum: definition.enum }
  return {
    type: definition.type,
    ...(definition.type === 'array' ? { items: { type: ['string', 'number'], ...values } } : values),
    ...(parameter.description === '' ? {} : { description: parameter.description }),
    ...(parameter.default === undefined ? {} : { default: parameter.default }),
  }
}
