import { didYouMean } from '../../search/nearest-name.ts'
import type {
  CliArgumentDefinition,
  CliDefinition,
  CliOptionDefinition,
  CliPositionalDefinition,
  CliRecipeDefinition,
} from '../definitions/definition.ts'
import type { JsonSchema, ToolParameter } from '../tool.ts'

/** One argument of a program: an option, or a positional argument. */
export type CliArgument =
  | { readonly kind: 'option'; readonly name: string; readonly definition: CliOptionDefinition }
  | { readonly kind: 'positional'; readonly name: string; readonly definition: CliPositionalDefinition }

/** All arguments of a definition: options in schema order, then positional arguments. That is also the order of the argv. */
export function cliArguments(definition: CliDefinition): readonly CliArgument[] {
  return [
    ...Object.entries(definition.schema?.options ?? {}).map(([name, option]): CliArgument => ({
      kind: 'option',
      name,
      definition: option,
    })),
    ...(definition.schema?.positional ?? []).map((item): CliArgument => ({
      kind: 'positional',
      name: item.name,
      definition: item,
    })),
  ]
}

/** A value that is really in the record: a name such as `constructor` is in every object. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}

/** An argument as a call of the tool itself, or of a recipe, may give it. */
export interface CliParameter {
  readonly argument: CliArgument
  readonly parameter: ToolParameter
}

/** The parameters in the order of a Python signature: required ones first, positional arguments before options. */
export function cliParameters(
  definition: CliDefinition,
  recipe?: CliRecipeDefinition,
): readonly CliParameter[] {
  const all = cliArguments(definition)
  const offered = all.filter(({ name }) =>
    recipe?.params === undefined
      ? own(recipe?.preset, name) === undefined
      : Object.hasOwn(recipe.params, name),
  )
  const parameters = offered.map((argument): CliParameter => ({
    argument,
    parameter: toParameter(argument, recipe),
  }))
  const rank = ({ argument, parameter }: CliParameter): number =>
    (parameter.required ? 0 : 2) + (argument.kind === 'positional' ? 0 : 1)
  return parameters.toSorted((left, right) => rank(left) - rank(right))
}

function toParameter(
  { name, definition }: CliArgument,
  recipe: CliRecipeDefinition | undefined,
): ToolParameter {
  const override = own(recipe?.params, name)
  const given = override?.default ?? own(recipe?.preset, name) ?? definition.default
  const fallback = given ?? (definition.type === 'boolean' ? false : undefined)
  return {
    name,
    type: definition.type,
    required: (override?.required ?? definition.required ?? false) && given === undefined,
    ...(fallback === undefined ? {} : { default: fallback }),
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

/** The end of an error text about a value that is none of those allowed. */
export function allowedValues(value: string | number, allowed: readonly (string | number)[]): string {
  return `is none of ${allowed.map((item) => JSON.stringify(item)).join(', ')}.${didYouMean(String(value), allowed.map(String))}`
}
