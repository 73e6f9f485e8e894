import { scanPython } from './scan-python.ts'

const IDENTIFIER = /[\p{L}_][\p{L}\p{N}_]*/gu
const NOT_NAMES = new Set(['as', 'in', 'for', 'async', 'await', 'if', 'else', 'not', 'lambda'])

/** The names that a program binds at its top level, as far as its text tells without being run. */
export function boundNames(source: string): readonly string[] {
  const names: string[] = []
  let hiddenBelow = Number.POSITIVE_INFINITY
  const { lines } = scanPython(source)
  for (const [number, { index }] of lines.entries()) {
    const depth = index - (source.lastIndexOf('\n', index - 1) + 1)
    if (depth > hiddenBelow) continue
    hiddenBelow = Number.POSITIVE_INFINITY
    const line = source.slice(index, lines[number + 1]?.index)
    const definition = /^(?:async\s+)?(?:def|class)\s+([\p{L}_][\p{L}\p{N}_]*)/u.exec(line)
    if (definition?.[1] !== undefined) {
      names.push(definition[1])
      hiddenBelow = depth
    } else names.push(...namesOfStatement(line))
  }
  return [...new Set(names)]
}

function namesOfStatement(line: string): readonly string[] {
  const imported = /^(?:from\s+\S+\s+)?import\s+([\s\S]*)/u.exec(line)
  if (imported?.[1] !== undefined) return imported[1].replace(/[()#]/gu, '').split(',').flatMap(importedName)
  const bound = [
    /^(?:async\s+)?for\s+([\s\S]+?)\s+in\b/u.exec(line)?.[1],
    ...[...line.matchAll(/\bas\s+\(?([\p{L}_][\p{L}\p{N}_]*)/gu)].map((match) => match[1]),
    ...[...line.matchAll(/([\p{L}_][\p{L}\p{N}_]*)\s*:=/gu)].map((match) => match[1]),
    ...assigned(line),
  ]
  return bound.flatMap((text) => text?.match(IDENTIFIER) ?? []).filter((name) => !NOT_NAMES.has(name))
}

const TARGETS = /^((?:[\p{L}_][\p{L}\p{N}_]*|[\s,*()[\]])+?)(?::[^=]*)?=(?!=)/u

/** `a = b, c = …` binds what stands left of each `=`, where that is names and nothing else. */
function assigned(line: string): readonly string[] {
  const targets: string[] = []
  for (let rest = line; ;) {
    const match = TARGETS.exec(rest)
    if (match?.[1] === undefined || /[\p{L}\p{N}_]\s*[([]/u.test(match[1])) return targets
    targets.push(match[1])
    rest = rest.slice(match[0].length)
  }
}

function importedName(part: string): readonly string[] {
  const [name, as, alias] = part.trim().split(/\s+/u)
  const bound = as === 'as' ? alias : name?.split('.')[0]
  return bound === undefined || !/^[\p{L}_]/u.test(bound) ? [] : [bound]
}
