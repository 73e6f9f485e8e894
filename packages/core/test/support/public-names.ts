import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { withoutComments } from './imports.ts'
import { manifestOf, packagesFolder } from './source-tree.ts'

/** One published entry of a package: its subpath and the source file behind it. */
export interface Entry {
  readonly subpath: string
  readonly source: string
}

/** The entries of a package that are code, from its `exports`. */
export async function entriesOf(packageName: string): Promise<readonly Entry[]> {
  const { exports } = await manifestOf(packageName)
  return Object.entries(exports).flatMap(([subpath, target]) => {
    const source = typeof target === 'string' ? undefined : target['@code-mode/source']
    return source === undefined ? [] : [{ subpath, source: path.join(packagesFolder, packageName, source) }]
  })
}

const LIST = /^export\s+(type\s+)?\{([^}]*)\}/gm
const DECLARATION =
  /^export\s+(?:declare\s+)?(?:async\s+)?(function\*?|abstract class|class|const|interface|type)\s+(\w+)/gm

/**
 * The names an entry exports, types included, one `value name` or `type name` a line.
 *
 * @throws Error when the entry has `export *` or a default export: every public name is listed by hand.
 */
export async function publicNames(source: string): Promise<string> {
  const code = withoutComments(await readFile(source, 'utf8'))
  if (/^export\s+(\*|default)/m.test(code))
    throw new Error(`${source} has an export that does not name what it exports.`)
  const listed = [...code.matchAll(LIST)].flatMap(([, typeList, names = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => {
        const kind = typeList !== undefined || name.startsWith('type ') ? 'type' : 'value'
        return `${kind} ${name.replace(/^type\s+/, '').replace(/^.*\sas\s+/, '')}`
      }),
  )
  const declared = [...code.matchAll(DECLARATION)].map(
    ([, keyword = '', name = '']) =>
      `${keyword === 'interface' || keyword === 'type' ? 'type' : 'value'} ${name}`,
  )
  return `${[...listed, ...declared].toSorted().join('\n')}\n`
}
