import { CodeModeError } from '../errors/code-mode-error.ts'
import { nearestName } from '../search/nearest-name.ts'

/**
 * What to throw when a name of a tool or workflow was not found: an error that names the namespace's own method where
 * that was most likely meant (`tools.lst()`), else the error itself.
 */
export function meantMethod(
  error: unknown,
  namespace: string,
  name: string,
  methods: readonly string[],
): unknown {
  if (!CodeModeError.isInstance(error) || !error.code.endsWith('_NOT_FOUND')) return error
  if (error.message.includes('Did you mean')) return error
  const method = nearestName(name, methods)
  if (method === undefined) return error
  const kind = namespace.replace(/s$/u, '')
  return new CodeModeError({
    code: error.code,
    message: `There is no ${kind} "${name}". Did you mean ${namespace}.${method}(...)?`,
    details: error.details,
    cause: error,
  })
}
