import type { PythonScan } from '../python/scan-python.ts'
import type { KnownNames } from './known-names.ts'

/** A call that the cursor is in. */
export interface CallAt {
  /** `tools.curl.get` */
  readonly path: readonly string[]
  /** What stands behind its bracket so far. */
  readonly arguments: string
}

/** The innermost call around the end of a text, where a parameter could be named. */
export function callAt(before: string, scan: PythonScan): CallAt | undefined {
  const bracket = scan.brackets.at(-1)
  if (bracket?.character !== '(') return undefined
  const path = /(?:[\p{L}_][\p{L}\p{N}_]*\.)*[\p{L}_][\p{L}\p{N}_]*\s*$/u.exec(before.slice(0, bracket.index))
  const given = before.slice(bracket.index + 1)
  // Behind `name=` stands a value.
  if (path === null || !/(?:^|,)\s*[\p{L}\p{N}_]*$/u.test(given)) return undefined
  return { path: path[0].trim().split('.'), arguments: given }
}

/** The parameters of the call that are not named yet. */
export function parametersOf({ path, arguments: given }: CallAt, names: KnownNames): readonly string[] {
  return allParameters(path, names).filter((name) => !new RegExp(`(?:^|[,\\s])${name}\\s*=`, 'u').test(given))
}

function allParameters(
  [namespace, first, second, third, ...rest]: readonly string[],
  names: KnownNames,
): readonly string[] {
  if (rest.length > 0) return []
  if (namespace === 'workflows' && second === undefined)
    return names.workflows.find(({ name }) => name === first)?.parameters ?? []
  if (namespace !== 'tools') return []
  const tool = names.tools.find(({ name }) => name === first)
  const forms = ['call_sync', 'call_async']
  const own = second === undefined || (forms.includes(second) && third === undefined)
  if (third !== undefined && !forms.includes(third)) return []
  return tool?.callables.find(({ name }) => name === (own ? null : second))?.parameters ?? []
}
