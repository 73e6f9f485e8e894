import { existsSync } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { root } from './run.mjs'

const SEMVER = String.raw`\d+\.\d+\.\d+(?:-[\w.]+)?`

/** What stands around a version in a file that changesets does not know. The version is what lies between the groups. */
const AROUND = {
  json: new RegExp(String.raw`("version": ")${SEMVER}(")`, 'g'),
  source: new RegExp(String.raw`(VERSION: string = ')${SEMVER}(')`, 'g'),
  page: new RegExp(String.raw`(@code-mode\/[a-z-]+@)${SEMVER}()`, 'g'),
}

/** The one version of all packages, from core's package.json. */
export async function presentVersion() {
  return JSON.parse(await readFile(path.join(root, 'packages/core/package.json'), 'utf8')).version
}

/** Each place outside the packages' manifests that names the version: `server.json`, sources, pinned command lines. */
export async function versionPlaces() {
  const files = (await candidates()).filter(({ file }) => existsSync(path.join(root, file)))
  const found = await Promise.all(
    files.map(async ({ file, kind }) => {
      const text = await readFile(path.join(root, file), 'utf8')
      return [...text.matchAll(AROUND[kind])].map(([all, before, after]) => ({
        file,
        version: all.slice(before.length, all.length - after.length),
      }))
    }),
  )
  return found.flat()
}

export async function writeVersion(version) {
  for (const { file, kind } of await candidates()) {
    const full = path.join(root, file)
    if (!existsSync(full)) continue
    const text = await readFile(full, 'utf8')
    const written = text.replace(AROUND[kind], (_, before, after) => `${before}${version}${after}`)
    if (written !== text) await writeFile(full, written)
  }
}

async function candidates() {
  const packages = await readdir(path.join(root, 'packages'))
  const docs = (await readdir(path.join(root, 'docs'))).filter((name) => name.endsWith('.md'))
  return [
    { file: 'server.json', kind: 'json' },
    ...packages.map((name) => ({ file: `packages/${name}/src/version.ts`, kind: 'source' })),
    { file: 'README.md', kind: 'page' },
    ...docs.map((name) => ({ file: `docs/${name}`, kind: 'page' })),
    ...packages.map((name) => ({ file: `packages/${name}/README.md`, kind: 'page' })),
  ]
}
