import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'
import { serveTarballs } from './lib/loopback-registry.mjs'
import { packAll } from './lib/public-packages.mjs'
import { run, root } from './lib/run.mjs'
import { strangerEnvironment } from './lib/stranger.mjs'
import { readTarball } from './lib/tarball.mjs'
import { print } from './lib/terminal.mjs'
import { useToolchain } from './lib/toolchain.mjs'
import { presentVersion, versionPlaces } from './lib/version-places.mjs'
import { checkNextVersion } from './release/next-version-check.mjs'

// What would be published: one version everywhere, what the tarballs hold, the next version, and a publish that uploads nothing.
await useToolchain()
const folder = await mkdtemp(path.join(tmpdir(), 'code-mode-release-'))
let registry
try {
  await checkOneVersion()
  const packages = await packAll(folder)
  for (const each of packages) await checkTarball(each)
  await checkNextVersion(path.join(folder, 'next'))
  registry = await serveTarballs([])
  for (const { name, tarball } of packages) await checkPublish(name, tarball)
} catch (error) {
  print(error.message)
  process.exitCode = 1
} finally {
  await registry?.close()
  await rm(folder, { recursive: true, force: true })
}

async function checkOneVersion() {
  const version = await presentVersion()
  const places = await versionPlaces()
  const wrong = places.filter((place) => place.version !== version)
  if (wrong.length > 0)
    throw new Error(
      `core is ${version}; elsewhere: ${wrong.map((each) => `${each.version} in ${each.file}`).join(', ')}`,
    )
  for (const file of ['server.json', 'packages/mcp/src/version.ts'])
    if (!places.some((place) => place.file === file)) throw new Error(`${file} names no version.`)
  print(`version ${version} in ${places.length} places outside the manifests`)
}

async function checkTarball({ name, bins, tarball }) {
  const files = await readTarball(tarball)
  const manifest = JSON.parse(files.get('package.json').toString('utf8'))
  const problems = [...problemsOfFiles(files), ...problemsOfManifest(manifest, await presentVersion())]
  const licence = await readFile(path.join(root, 'LICENSE'))
  if (!files.get('LICENSE')?.equals(licence)) problems.push('LICENSE is not the one of the repository')
  for (const bin of bins) {
    const program = files.get(path.posix.normalize(manifest.bin[bin]))
    if (!program?.toString('utf8').startsWith('#!/usr/bin/env node\n')) problems.push(`${bin} is no program`)
  }
  if (problems.length > 0) throw new Error(`${name}: ${problems.join('; ')}`)
  const bytes = [...files.values()].reduce((sum, content) => sum + content.length, 0)
  print(`${name}: ${files.size} files, ${Math.ceil(bytes / 1024)} KiB unpacked`)
}

/** What must be there, what must not, and no path of the machine that built it, nor of any other. */
function problemsOfFiles(files) {
  const missing = ['README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts'].filter(
    (file) => !files.has(file),
  )
  const foreign = [...files.keys()].filter(
    (file) => !/^(dist|schemas)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(file),
  )
  const unwanted = [...files.keys()].filter((file) =>
    /\.(test|spec)\.|\.map$|\.tsbuildinfo$|(?<!\.d)\.ts$/.test(file),
  )
  const places = [root, homedir()].filter((place) => place.length > 5)
  const naming = [...files].filter(([, content]) => {
    const text = content.toString('utf8')
    return (
      places.some((place) => text.includes(`${place}/`)) || /file:\/\/\/(home|Users|root|tmp)\//.test(text)
    )
  })
  return [
    ...missing.map((file) => `no ${file}`),
    ...foreign.map((file) => `${file} has no place in a package`),
    ...unwanted.map((file) => `${file} is not for users`),
    ...naming.map(([file]) => `${file} names a folder of this machine`),
  ]
}

function problemsOfManifest(manifest, version) {
  const { dependencies = {}, publishConfig = {}, scripts = {} } = manifest
  const linked = Object.entries(dependencies).filter(([, range]) =>
    /^(workspace|catalog|file|link):/.test(range),
  )
  const ours = Object.entries(dependencies).filter(([dependency]) => dependency.startsWith('@code-mode/'))
  const installed = ['preinstall', 'install', 'postinstall', 'prepare'].filter((name) => name in scripts)
  return [
    ...(manifest.version === version ? [] : [`version ${manifest.version}, and core is ${version}`]),
    ...linked.map(([dependency, range]) => `${dependency} is ${range}, which only a workspace knows`),
    ...ours
      .filter(([, range]) => range !== version)
      .map(([dependency, range]) => `${dependency} is ${range} and must be exactly ${version}`),
    ...(publishConfig.provenance === true ? [] : ['publishConfig.provenance is not true']),
    ...(JSON.stringify(manifest.exports).includes('/src/') ? ['exports name sources'] : []),
    ...installed.map((name) => `a script ${name} would run at install`),
  ]
}

/** As the release does it, but that nothing is uploaded: to a registry that has nothing and takes nothing. */
async function checkPublish(name, tarball) {
  const env = await strangerEnvironment()
  const args = ['publish', tarball, '--dry-run', '--no-git-checks', `--registry=${registry.url}`]
  const { code, output } = await run('pnpm', args, {
    cwd: folder,
    env: { ...env, PATH: process.env.PATH },
    timeoutMs: 60_000,
  })
  if (code !== 0) throw new Error(`pnpm ${args.join(' ')} failed with exit code ${code}\n${output}`)
  if (!/dry.?run/i.test(output) || !output.includes(name))
    throw new Error(`The dry run does not say so:\n${output}`)
  print(`publish ${name}: ${output.trim().split('\n').at(-1)}`)
}
