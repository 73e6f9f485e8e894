import type { ToolParameter } from '@code-mode/core'

type Parameter = Pick<ToolParameter, 'name' | 'type' | 'required' | 'default' | 'description'>

/** Parameters as rows of a table: name, type, default, description. */
export function parameterRows(parameters: readonly Parameter[]): readonly (readonly string[])[] {
  return parameters.map(({ name, type, required, default: fallback, description }) => [
    name,
    type,
    required ? 'required' : fallback === undefined ? '' : JSON.stringify(fallback),
    description,
  ])
}

/** The headings of {@link parameterRows}. */
export const PARAMETER_HEADINGS: readonly string[] = ['parameter', 'type', 'default', 'description']
