import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { ROOT } from './pages.ts'

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** The package in which a program finds everything that it imports, as it would after an install. */
export async function homeOf(code: string): Promise<string> {
  const wanted = importedPackages(code)
  const candidates = await Promise.all(
    (await packageFolders()).map(async (folder) => ({
      folder,
      manifest: JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as Manifest,
    })),
  )
  // An adapter's page belongs to the adapter, not to another package that depends on it.
  const own = (name: string): number => (wanted.includes(name) ? 0 : 1)
  for (const { folder, manifest } of candidates.sort((a, b) => own(a.manifest.name) - own(b.manifest.name))) {
    const there = new Set([
      manifest.name,
      ...Object.keys({
        ...manifest.dependencies,
        ...manifest.devDependencies,
        ...manifest.peerDependencies,
      }),
    ])
    if (wanted.every((name) => there.has(name))) return folder
  }
  throw new Error(`No package here has all of ${wanted.join(', ')} among its dependencies.`)
}

/** A new folder inside a package, from which imports are resolved as in that package. Removed after the test. */
export async function folderInside(home: string): Promise<string> {
  const folder = await mkdtemp(path.join(home, '.docs-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

function importedPackages(code: string): readonly string[] {
  const specifiers = [...code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)'([^'\n]+)'/gu)].map(
    ([, specifier = '']) => specifier,
  )
  const outside = specifiers.filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier))
  return [
    ...new Set(
      outside.map((specifier) =>
        specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
    ),
  ]
}

/** Core first, then the other packages, then the examples. */
async function packageFolders(): Promise<readonly string[]> {
  const below = async (group: string): Promise<readonly string[]> =>
    (await readdir(path.join(ROOT, group))).map((name) => path.join(ROOT, group, name))
  const folders = [
    path.join(ROOT, 'packages/core'),
    ...(await below('packages')),
    ...(await below('examples')),
  ]
  return folders.filter((folder) => existsSync(path.join(folder, 'package.json')))
}
