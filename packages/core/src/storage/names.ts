import { CodeModeError } from '../errors/code-mode-error.ts'

const pythonKeywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
)

/** What `workflows.<name>` means by itself, and so cannot be the name of a workflow. */
export const RESERVED_WORKFLOW_NAMES: ReadonlySet<string> = new Set(
  'list search get invoke create delete load history restore call_sync call_async'.split(' '),
)

/** Longest name of a workflow, in characters. */
export const MAX_WORKFLOW_NAME: number = 128
/** Longest name of an artifact, in characters. */
export const MAX_ARTIFACT_NAME: number = 200

const windowsDevice = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/iu
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u

/** Letters that show nothing. The two signs that choose between text and picture of an emoji are common, and are no letters. */
const invisible = /(?![\uFE0E\uFE0F])\p{Default_Ignorable_Code_Point}/u
/** Other forms of "/", "\\", "." and "..": what a person or a program may take for them. */
const lookAlike = /[/\\]|^\.{1,2}$/u

/** Why this cannot be the name of a workflow, as the end of a sentence; `undefined` if it can. */
export function workflowNameFault(name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (name.length > MAX_WORKFLOW_NAME)
    return `it has ${name.length} characters, at most ${MAX_WORKFLOW_NAME} are allowed`
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/u.test(name)) {
    return 'it must be a Python identifier: letters, digits and underscores, and no digit first'
  }
  // A file whose name begins with an underscore is private to the folder, so it could never be found again.
  if (name.startsWith('_')) return 'it must not begin with an underscore'
  if (pythonKeywords.has(name)) return 'it is a keyword of Python'
  if (RESERVED_WORKFLOW_NAMES.has(name)) return `it is reserved: \`workflows.${name}\` already has a meaning`
  if (windowsDevice.test(name)) return 'it is the name of a device on Windows'
  return undefined
}

/** A name near to a wrong one that a workflow can have. */
export function workflowNameExample(name: string): string {
  const example = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/\.py$/u, '')
    .replace(/[^A-Za-z0-9_]+/gu, '_')
    .replace(/^[_0-9]+|_+$/gu, '')
    .slice(0, 60)
  if (example === '') return 'fetch_json'
  return workflowNameFault(example) === undefined ? example : `${example}_workflow`
}

/** @throws CodeModeError `NAME_INVALID` with the reason and a right example. */
export function assertWorkflowName(name: unknown): asserts name is string {
  if (typeof name !== 'string')
    throw new TypeError(`The name of a workflow must be a string, not ${typeof name}.`)
  const fault = workflowNameFault(name)
  if (fault !== undefined) throw nameInvalid('a workflow', name, fault, workflowNameExample(name))
}

/** Why this cannot be the name of an artifact, as the end of a sentence; `undefined` if it can. */
export function artifactNameFault(name: string): string | undefined {
  if (name === '') return 'it is empty'
  const length = [...name].length
  if (length > MAX_ARTIFACT_NAME)
    return `it has ${length} characters, at most ${MAX_ARTIFACT_NAME} are allowed`
  if (unprintable.test(name)) return 'it has a character that cannot be printed'
  if (/(?:^|\/)[\p{Variation_Selector}\p{M}]/u.test(name))
    return 'a part begins with a mark that belongs to a letter'
  if (invisible.test(name)) return 'it has a character that cannot be seen'
  if (name !== name.normalize('NFC')) return 'it is not in the composed form of Unicode (NFC)'
  if (name.includes('\\')) return 'it has a backslash; folders are separated by "/"'
  if (name.startsWith('/') || /^[A-Za-z]:(?:\/|$)/u.test(name)) return 'it is an absolute path'
  for (const segment of name.split('/')) {
    if (segment === '') return 'a part between slashes is empty'
    if (segment === '.' || segment === '..') return `"${segment}" is not allowed between slashes`
    if (segment.startsWith('.')) return 'a part begins with a dot'
    if (segment.startsWith(' ')) return 'a part begins with a space'
    if (/[. ]$/u.test(segment)) return 'a part ends with a dot or a space'
    if (windowsDevice.test(segment.normalize('NFKC')))
      return `"${segment}" is the name of a device on Windows`
    if (lookAlike.test(segment.normalize('NFKC'))) return `"${segment}" looks like a path`
  }
  return undefined
}

/** @throws CodeModeError `NAME_INVALID` with the reason and a right example. */
export function assertArtifactName(name: unknown): asserts name is string {
  if (typeof name !== 'string')
    throw new TypeError(`The name of an artifact must be a string, not ${typeof name}.`)
  const fault = artifactNameFault(name)
  if (fault !== undefined) throw nameInvalid('an artifact', name, fault, 'reports/march.csv')
}

/** @throws CodeModeError `NAME_INVALID` */
export function assertWorkspaceName(name: unknown): asserts name is string {
  if (typeof name !== 'string') throw new TypeError(`workspace must be a string, not ${typeof name}.`)
  if (/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/u.test(name) && !windowsDevice.test(name)) return
  const rule =
    'it must have 1 to 64 letters, digits, dots, dashes or underscores, a letter or digit first and no dot last'
  throw nameInvalid('a workspace', name, rule, 'team-a')
}

/**
 * What two names share that some file systems cannot tell apart. No two items of one store have the same key.
 */
export function collisionKey(name: string): string {
  return name
    .replace(/[\uFE0E\uFE0F]/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC')
}

/** For a new name that differs from an existing one only in case. */
export function nameCollision(
  kind: 'a workflow' | 'an artifact',
  name: string,
  existing: string,
): CodeModeError {
  return new CodeModeError({
    code: 'NAME_INVALID',
    message: `"${name}" cannot be the name of ${kind}: "${existing}" exists, and not every file system can tell the two apart.`,
    hint: `Use "${existing}", or a name that differs in more than upper and lower case.`,
    details: { name, existing },
  })
}

function nameInvalid(kind: string, name: string, fault: string, example: string): CodeModeError {
  const shown = JSON.stringify(name.length > 80 ? `${name.slice(0, 80)}…` : name)
  return new CodeModeError({
    code: 'NAME_INVALID',
    message: `${shown} cannot be the name of ${kind}: ${fault}. Right would be, for instance, "${example}".`,
    details: { name, example },
  })
}
