import { scanPython } from '../python/scan-python.ts'

/** The names in a signature as Python writes it: `url` and `silent` of `get(url: str, *, silent: bool = False)`. */
export function parameterNames(signature: string): readonly string[] {
  const start = signature.indexOf('(') + 1
  if (start === 0) return []
  const names: string[] = []
  for (let index = start; index < signature.length;) {
    const end = endOfParameter(signature, index)
    const name = /^\s*([\p{L}_][\p{L}\p{N}_]*)/u.exec(signature.slice(index, end))?.[1]
    if (name !== undefined) names.push(name)
    index = end + 1
  }
  return names
}

/** The next comma or closing bracket that is in no bracket or string of the parameter's own. */
function endOfParameter(signature: string, start: number): number {
  for (let end = start; end < signature.length; end += 1) {
    if (!',)'.includes(signature.charAt(end))) continue
    const { brackets, string } = scanPython(signature.slice(start, end))
    if (brackets.length === 0 && string === undefined) return end
  }
  return signature.length
}
