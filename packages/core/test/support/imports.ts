import { readFile } from 'node:fs/promises'

/** One import or re-export as it stands in a source file. */
export interface ImportStatement {
  readonly specifier: string
  /** `type` costs nothing at run time, `lazy` is `import(…)`, `value` is loaded with the file. */
  readonly kind: 'value' | 'type' | 'lazy'
}

const STATIC =
  /^[ \t]*(?:import|export)\s+(?:(type)\s+)?((?:[\w*$,\s]|\{[^}]*\})*?)\s*from\s*['"]([^'"]+)['"]/gm
const BARE = /^[ \t]*import\s*['"]([^'"]+)['"]/gm
const DYNAMIC = /(typeof\s+)?\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

/** The imports of a TypeScript file. Comments are taken out first; strings that hold code are not our style. */
export async function importsOf(file: string): Promise<readonly ImportStatement[]> {
  return parseImports(await readFile(file, 'utf8'))
}

/** The imports in a piece of TypeScript. */
export function parseImports(source: string): readonly ImportStatement[] {
  const code = withoutComments(source)
  return [
    ...Array.from(code.matchAll(STATIC), ([, type, names = '', specifier = '']): ImportStatement => {
      return { specifier, kind: type !== undefined || namesOnlyTypes(names) ? 'type' : 'value' }
    }),
    ...Array.from(code.matchAll(BARE), ([, specifier = '']): ImportStatement => ({
      specifier,
      kind: 'value',
    })),
    ...Array.from(code.matchAll(DYNAMIC), ([text, type, specifier = '']): ImportStatement => {
      const asType = type !== undefined || isTypePosition(code, code.indexOf(text))
      return { specifier, kind: asType ? 'type' : 'lazy' }
    }),
  ]
}

/** `source` without its comments; good enough for files that a formatter keeps in shape. */
export function withoutComments(source: string): string {
  return source.replaceAll(/^[ \t]*\/\*[\s\S]*?\*\//gm, '').replaceAll(/(^|[\s;{}(,])\/\/[^\n]*/g, '$1')
}

function namesOnlyTypes(names: string): boolean {
  const listed = /^\{([^}]*)\}$/.exec(names.trim())?.[1]
  if (listed === undefined) return false
  const each = listed
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return each.length > 0 && each.every((name) => name.startsWith('type '))
}

/** `import('x').Name` after a colon, without `await`, is a type. */
function isTypePosition(code: string, index: number): boolean {
  return /:\s*$/.test(code.slice(0, index))
}
