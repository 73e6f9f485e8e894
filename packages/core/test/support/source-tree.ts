import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { importsOf, type ImportStatement } from './imports.ts'

/** The repository's folder of packages. */
export const packagesFolder: string = fileURLToPath(new URL('../../../', import.meta.url))

/** A source file of a package with what it imports. Paths are relative to the package's `src`, with `/`. */
export interface SourceFile {
  readonly package: string
  readonly path: string
  readonly absolute: string
  readonly imports: readonly ImportStatement[]
}

/** The parts of a package.json these tests judge by. */
export interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}

/** Names of the folders below `packages/` that hold a package with sources. */
export async function packageNames(): Promise<readonly string[]> {
  const entries = await readdir(packagesFolder, { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name)
}

/** The package.json of a package. */
export async function manifestOf(name: string): Promise<Manifest> {
  return JSON.parse(await readFile(path.join(packagesFolder, name, 'package.json'), 'utf8')) as Manifest
}

/** What ships of a package: its TypeScript without tests and without generated files. */
export async function sourceFiles(name: string): Promise<readonly SourceFile[]> {
  const folder = path.join(packagesFolder, name, 'src')
  const files = await filesBelow(folder, ['.ts'])
  const shipped = files.filter((file) => !file.endsWith('.test.ts'))
  return Promise.all(
    shipped.map(async (absolute) => ({
      package: name,
      path: path.relative(folder, absolute).replaceAll(path.sep, '/'),
      absolute,
      imports: await importsOf(absolute),
    })),
  )
}

/** Every file below `folder` with one of these endings, written by hand. A folder that is not there has none. */
export async function filesBelow(folder: string, endings: readonly string[]): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .filter((entry) => !entry.name.includes('.generated.') && !entry.parentPath.includes('node_modules'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted()
}
