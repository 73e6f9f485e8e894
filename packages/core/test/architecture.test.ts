import { readFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { findCircles } from './support/circles.ts'
import { parseImports } from './support/imports.ts'
import {
  filesBelow,
  manifestOf,
  packageNames,
  packagesFolder,
  sourceFiles,
  type SourceFile,
} from './support/source-tree.ts'

/** A room may import from the rows above its own, never from its own row or below. */
const ROWS: readonly (readonly string[])[] = [
  ['errors'],
  ['search', 'storage', 'kernel', 'processes'],
  ['tools', 'workflows', 'deps', 'runtimes'],
  ['executors', 'namespaces'],
  ['session'],
  ['model-tools'],
  ['testing'],
  ['index.ts', 'testing.ts'],
]

/** What the rows would allow and the design forbids. */
const NEVERS: readonly (readonly [from: string, to: string])[] = [
  ['executors', 'tools'],
  ['executors', 'storage'],
]

/** Plain shapes that a neighbour in the same row describes its own values with; types only. */
const SHARED_TYPES: readonly (readonly [from: string, to: string])[] = [['storage', 'kernel']]

/** Slow to load, so only `await import(…)` may reach them: importing core must stay quick. */
const HEAVY = ['zod', '@modelcontextprotocol/sdk', 'yaml', 'execa', '@lezer/python', 'minisearch']

const LINE_LIMIT = 250

const roomOf = (file: string): string => file.split('/', 1)[0] ?? file
const rowOf = (room: string): number => ROWS.findIndex((row) => row.includes(room))
const isRelative = (specifier: string): boolean => specifier.startsWith('.')
const targetOf = (file: SourceFile, specifier: string): string =>
  path.posix.join(path.posix.dirname(file.path), specifier)
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
const has = (pairs: readonly (readonly [string, string])[], from: string, to: string): boolean =>
  pairs.some(([a, b]) => a === from && b === to)

describe('the rooms of core', () => {
  it('are all known, so that a new one is placed on purpose', async () => {
    const rooms = new Set((await sourceFiles('core')).map((file) => roomOf(file.path)))
    expect([...rooms].filter((room) => rowOf(room) === -1)).toEqual([])
  })

  it('import only what lies above them', async () => {
    const broken = (await sourceFiles('core')).flatMap((file) =>
      file.imports
        .filter(({ specifier }) => isRelative(specifier))
        .filter(({ specifier, kind }) => {
          const [from, to] = [roomOf(file.path), roomOf(targetOf(file, specifier))]
          if (from === to || (kind === 'type' && has(SHARED_TYPES, from, to))) return false
          return rowOf(to) >= rowOf(from) || has(NEVERS, from, to)
        })
        .map(({ specifier }) => `${file.path} -> ${targetOf(file, specifier)}`),
    )
    expect(broken).toEqual([])
  })
})

describe.each(await packageNames())('package %s', (name) => {
  it('has no circle of imports', async () => {
    const files = await sourceFiles(name)
    const graph = new Map(
      files.map((file) => [
        file.path,
        file.imports
          .filter(({ specifier }) => isRelative(specifier))
          .map(({ specifier }) => targetOf(file, specifier)),
      ]),
    )
    expect(findCircles(graph)).toEqual([])
  })

  it('imports nothing but Node, its own files and its listed dependencies', async () => {
    const manifest = await manifestOf(name)
    const listed = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }))
    const broken = (await sourceFiles(name)).flatMap((file) =>
      file.imports
        .filter(({ specifier }) => {
          if (isRelative(specifier)) return targetOf(file, specifier).startsWith('..')
          if (specifier.startsWith('node:')) return !builtinModules.includes(specifier.slice('node:'.length))
          return !listed.has(packageOf(specifier))
        })
        .map(({ specifier }) => `${file.path} -> ${specifier}`),
    )
    expect(broken).toEqual([])
  })

  it('takes of our other packages only the published entries, core none, and only the command line an adapter', async () => {
    const broken = (await sourceFiles(name)).flatMap((file) =>
      file.imports
        .filter(({ specifier }) => specifier.startsWith('@code-mode/'))
        .filter(({ specifier }) => name === 'core' || specifier !== '@code-mode/core')
        .filter(({ specifier }) => !(name === 'cli' && specifier === '@code-mode/mcp'))
        .map(({ specifier }) => `${file.path} -> ${specifier}`),
    )
    expect(broken).toEqual([])
  })

  it(`has no file of more than ${LINE_LIMIT} lines`, async () => {
    const folders = ['src', 'test', 'scripts'].map((folder) => path.join(packagesFolder, name, folder))
    const files = (
      await Promise.all(folders.map((folder) => filesBelow(folder, ['.ts', '.mjs', '.py'])))
    ).flat()
    const counted = await Promise.all(
      files.map(async (file) => ({
        file: path.relative(packagesFolder, file),
        lines: (await readFile(file, 'utf8')).split('\n').length - 1,
      })),
    )
    expect(counted.filter(({ lines }) => lines > LINE_LIMIT)).toEqual([])
  })
})

it('importing core loads no heavy module', async () => {
  const files = new Map((await sourceFiles('core')).map((file) => [file.path, file]))
  const seen = new Set<string>()
  const loaded: string[] = []
  const visit = (file: SourceFile): void => {
    if (seen.has(file.path)) return
    seen.add(file.path)
    for (const { specifier, kind } of file.imports) {
      if (kind !== 'value') continue
      const next = files.get(targetOf(file, specifier))
      if (next !== undefined && isRelative(specifier)) visit(next)
      if (HEAVY.includes(packageOf(specifier))) loaded.push(`${file.path} -> ${specifier}`)
    }
  }
  const entry = files.get('index.ts')
  expect(entry, 'packages/core/src/index.ts').toBeDefined()
  if (entry !== undefined) visit(entry)
  expect(loaded).toEqual([])
})

describe('the reader of imports', () => {
  it('tells what is loaded with the file from types and from what is loaded later', () => {
    const source = [
      "import type { A } from './a.ts'",
      "import { type B } from './b.ts'",
      "import { type C, d } from './c.ts'",
      "import e, { f as g } from '../e.ts'",
      "import {\n  h,\n  type I,\n} from './h.ts'",
      "import * as j from 'j'",
      "import './k.ts'",
      "export * from './l.ts'",
      "export type { M } from './m.ts'",
      "// import { no } from './comment.ts'",
      "/** import { no } from './comment.ts' */",
      "  const n = await import('n')",
      "  let o: import('o').O",
      "  type P = typeof import('p')",
    ].join('\n')
    const found = parseImports(source)
    const specifiers = (kind: string): string[] =>
      found.filter((each) => each.kind === kind).map(({ specifier }) => specifier)
    expect(specifiers('value').toSorted()).toEqual(['../e.ts', './c.ts', './h.ts', './k.ts', './l.ts', 'j'])
    expect(specifiers('type').toSorted()).toEqual(['./a.ts', './b.ts', './m.ts', 'o', 'p'])
    expect(specifiers('lazy')).toEqual(['n'])
  })

  it('finds a circle and names its files', () => {
    const graph = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
    ])
    expect(findCircles(graph)).toEqual([['a', 'b', 'c']])
  })
})
