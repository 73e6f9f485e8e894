import { didYouMean } from '../../search/nearest-name.ts'
import { cliArguments, findArgument, own } from '../cli/cli-arguments.ts'
import type { CliArgument } from '../cli/cli-arguments.ts'
import { takesAll } from '../cli/cli-parameters.ts'
import { fixedValue } from '../cli/fixed-value.ts'
import { nameProblem } from '../identifier.ts'
import type { CliDefinition, CliFile, CliRecipeDefinition } from './definition.ts'
import type { DefinitionIssue } from './definition-issue.ts'
import type { PathStep, PositionedDocument } from './positioned-document.ts'

type Report = (path: readonly PathStep[], message: string, what?: 'key' | 'value') => void

/**
 * Fills in what the file of a program leaves out, and checks what a schema cannot say: names, and recipes that speak of
 * what exists. A recipe with an issue is left out and takes nothing else with it; with any other issue there is no
 * definition.
 */
export function checkCli(
  file: CliFile,
  document: PositionedDocument,
): { readonly definition: CliDefinition | undefined; readonly issues: readonly DefinitionIssue[] } {
  const issues: DefinitionIssue[] = []
  const report: Report = (path, message, what) => {
    issues.push({ ...document.locate(path, what), message })
  }
  const definition: CliDefinition = {
    ...file,
    description: file.description ?? '',
    command: file.command ?? file.name,
  }
  checkCommand(definition, report)
  checkArguments(definition, report)
  if (issues.length > 0) return { definition: undefined, issues }
  const right = Object.entries(definition.recipes ?? {}).filter(([name, recipe]) => {
    const before = issues.length
    checkRecipe(definition, name, recipe, report)
    return issues.length === before
  })
  return { definition: { ...definition, recipes: Object.fromEntries(right) }, issues }
}

function checkCommand({ command }: CliDefinition, report: Report): void {
  const [program = '', ...rest] = command.trim().split(/\s+/)
  // A path may hold blanks; a bare name with arguments behind it is a shell line.
  if (rest.length > 0 && !command.includes('/'))
    report(
      ['command'],
      `"command" is one program, not a shell line. Write command: ${program} and args: [${rest.join(', ')}].`,
      'value',
    )
}

function checkArguments(definition: CliDefinition, report: Report): void {
  const { options = {}, positional = [], stdin } = definition.schema ?? {}
  const pathOf = ({ kind, key }: CliArgument): readonly PathStep[] =>
    kind === 'option'
      ? ['schema', 'options', key]
      : kind === 'stdin'
        ? ['schema', 'stdin', 'name']
        : ['schema', 'positional', positional.findLastIndex((item) => item.name === key), 'name']
  const seen = new Map<string, CliArgument>()
  for (const argument of cliArguments(definition)) {
    const { name, key } = argument
    const earlier = seen.get(name)
    if (earlier !== undefined)
      report(
        pathOf(argument),
        earlier.key === key
          ? `"${name}" is there twice. Give each argument a name of its own.`
          : `"${key}" and "${earlier.key}" are both ${name} in agent code. Rename one of them.`,
      )
    seen.set(name, argument)
    const { default: shown, type } = argument.definition
    if (shown === undefined) continue
    const problem = fixedValue(argument, shown).problem
    if (problem !== undefined)
      report(
        [...pathOf(argument).slice(0, 3), 'default'],
        `the default of "${key}", of type ${type}, ${problem}`,
        'value',
      )
  }
  for (const [key, option] of Object.entries(options)) {
    const path = ['schema', 'options', key]
    const spelled = option.short ?? option.flag
    if (option.short !== undefined && option.flag !== undefined)
      report([...path, 'flag'], `option "${key}" has both short and flag. Keep one of them.`)
    if (spelled === undefined && !/^[A-Za-z0-9][\w.:-]*$/.test(key))
      report(
        path,
        `option "${key}" gives no option --${key} that a program could have. Say its spelling with flag.`,
      )
    if (option.join !== undefined && option.type === 'boolean')
      report([...path, 'join'], `option "${key}" has no value to join, because it is a boolean. Remove join.`)
  }
  for (const [index, { name, type }] of positional.entries()) {
    if (type === 'array' && index < positional.length - 1)
      report(
        ['schema', 'positional', index, 'name'],
        `"${name}" is an array and takes all that follows, so it must be the last positional argument.`,
      )
  }
  if (stdin !== undefined && nameProblem(stdin.name, 'parameter') !== undefined)
    report(
      ['schema', 'stdin', 'name'],
      `stdin "${stdin.name}" ${nameProblem(stdin.name, 'parameter')}.`,
      'value',
    )
}

function checkRecipe(
  definition: CliDefinition,
  name: string,
  recipe: CliRecipeDefinition,
  report: Report,
): void {
  const all = cliArguments(definition)
  const problem = nameProblem(name, 'callable')
  if (problem !== undefined) report(['recipes', name], `recipe "${name}" ${problem}.`)
  const check = (path: readonly PathStep[], key: string, value: unknown): void => {
    const argument = findArgument(all, key)
    if (argument === undefined) {
      report(
        path.slice(0, 4),
        `recipe "${name}" speaks of "${key}", which is no option and no positional argument.${didYouMean(
          key,
          all.map((item) => item.key),
        )}`,
      )
      return
    }
    if (value === undefined) return
    const wrong = fixedValue(argument, value).problem
    if (wrong !== undefined)
      report(
        path,
        `recipe "${name}": the value of "${key}", of type ${argument.definition.type}, ${wrong}`,
        'value',
      )
  }
  for (const [key, value] of Object.entries(recipe.preset ?? {}))
    check(['recipes', name, 'preset', key], key, value)
  for (const [key, param] of Object.entries(recipe.params ?? {}))
    check(
      ['recipes', name, 'params', key, ...(param.default === undefined ? [] : ['default'])],
      key,
      param.default,
    )
  if (takesAll(recipe)) return
  for (const argument of all) {
    if (argument.definition.required !== true) continue
    const offered = own(recipe.params, argument) ?? own(recipe.preset, argument)
    if (offered !== undefined) continue
    report(
      ['recipes', name],
      `recipe "${name}" neither offers nor presets the required "${argument.key}", so no call of it could succeed.`,
    )
  }
}
