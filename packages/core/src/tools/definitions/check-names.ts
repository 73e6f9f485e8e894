import { didYouMean } from '../../search/nearest-name.ts'
import { nameProblem } from '../identifier.ts'
import type { CliDefinition } from './definition.ts'
import type { DefinitionIssue, PathStep, PositionedDocument } from './positioned-document.ts'

/** Checks of a CLI definition that a schema cannot say: names, and recipes that speak of what exists. */
export function checkCliNames(
  definition: CliDefinition,
  document: PositionedDocument,
): readonly DefinitionIssue[] {
  const issues: DefinitionIssue[] = []
  const report = (path: readonly PathStep[], message: string): void => {
    issues.push({ ...document.locate(path), message })
  }
  const options = Object.keys(definition.schema?.options ?? {})
  const positional = definition.schema?.positional ?? []
  const arguments_ = [...options, ...positional.map((item) => item.name)]

  for (const name of options) {
    const problem = nameProblem(name, 'parameter')
    if (problem !== undefined)
      report(
        ['schema', 'options', name],
        `option "${name}" ${problem}. The program gets --${name.replaceAll('_', '-')} either way.`,
      )
  }
  for (const [index, { name, type }] of positional.entries()) {
    const path = ['schema', 'positional', index, 'name']
    const problem = nameProblem(name, 'parameter')
    if (problem !== undefined) report(path, `positional argument "${name}" ${problem}.`)
    if (arguments_.indexOf(name) < options.length + index)
      report(path, `"${name}" is there twice. Give each argument a name of its own.`)
    if (type === 'array' && index < positional.length - 1)
      report(
        path,
        `"${name}" is an array and takes all that follows, so it must be the last positional argument.`,
      )
  }
  for (const [name, recipe] of Object.entries(definition.recipes ?? {})) {
    const problem = nameProblem(name, 'callable')
    if (problem !== undefined) report(['recipes', name], `recipe "${name}" ${problem}.`)
    for (const part of ['preset', 'params'] as const) {
      for (const argument of Object.keys(recipe[part] ?? {})) {
        if (arguments_.includes(argument)) continue
        report(
          ['recipes', name, part, argument],
          `recipe "${name}" speaks of "${argument}", which is no option and no positional argument.${didYouMean(argument, arguments_)}`,
        )
      }
    }
  }
  return issues
}
