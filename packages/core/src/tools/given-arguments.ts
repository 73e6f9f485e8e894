import type { Value } from '../kernel/wire/value.ts'
import type { ToolParameter } from './tool.ts'

/**
 * The arguments without those that say "not given": None for an optional parameter whose type has no null of its own,
 * as its signature shows it.
 */
export function givenArguments(
  args: Readonly<Record<string, Value>>,
  parameters: readonly ToolParameter[],
): readonly (readonly [name: string, value: Value])[] {
  const noneIsAbsent = new Set(
    parameters
      .filter(({ required, type }) => !required && type !== 'any' && !type.includes('null'))
      .map((parameter) => parameter.name),
  )
  return Object.entries(args).filter(([name, value]) => value !== null || !noneIsAbsent.has(name))
}
