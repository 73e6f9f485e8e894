import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { mustRun, root } from './run.mjs'

/** Every package that is published: its folder, manifest, commands and the subpaths of it that are code. */
export async function publicPackages() {
  const names = await readdir(path.join(root, 'packages'))
  const found = await Promise.all(
    names.map(async (name) => {
      const directory = path.join(root, 'packages', name)
      const manifest = JSON.parse(await readFile(path.join(directory, 'package.json'), 'utf8'))
      const exports = Object.keys(manifest.publishConfig.exports).filter(
        (subpath) => !subpath.endsWith('.json'),
      )
      return { directory, name: manifest.name, manifest, bins: Object.keys(manifest.bin ?? {}), exports }
    }),
  )
  return found.toSorted((a, b) => a.name.localeCompare(b.name))
}

/** Packs the packages as they would be published and resolves with them and the paths of their tarballs. */
export async function packAll(folder) {
  const packages = await publicPackages()
  return Promise.all(
    packages.map(async (each) => {
      const { directory, manifest } = each
      await mustRun('pnpm', ['pack', '--pack-destination', folder], { cwd: directory })
      const file = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`
      return { ...each, tarball: path.join(folder, file) }
    }),
  )
}
