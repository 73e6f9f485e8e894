import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fetchTool, npmCommand } from '../lib/fetch-tool.mjs'
import { mustRun } from '../lib/run.mjs'
import { LONGEST_MS, strangerEnvironment, writeSettings } from '../lib/stranger.mjs'
import { duration, print } from '../lib/terminal.mjs'
import { PINNED_PNPM } from '../lib/versions.mjs'

/** Each package alone, by npm and by pnpm, with the defaults of both: it loads, and nothing was built or run to get there. */
export async function checkEmptyProjects({ folder, packages, registry }) {
  const env = await strangerEnvironment()
  const npm = npmCommand()
  const pnpm = await fetchTool('pnpm', PINNED_PNPM, path.join('.bin', 'pnpm'))
  const managers = [
    {
      name: 'npm',
      install: (cwd, name) =>
        mustRun(npm.command, [...npm.args, 'install', '--no-audit', '--no-fund', '--loglevel=error', name], {
          cwd,
          env,
          timeoutMs: LONGEST_MS,
        }),
    },
    {
      name: 'pnpm',
      install: (cwd, name) => mustRun(pnpm, ['add', name], { cwd, env, timeoutMs: LONGEST_MS }),
    },
  ]
  for (const each of packages) {
    const started = performance.now()
    const uses = managers.map(async (manager) => {
      const project = path.join(folder, `${manager.name}-${path.basename(each.directory)}`)
      await mkdir(project)
      await writeFile(path.join(project, 'package.json'), '{ "name": "consumer", "private": true }\n')
      await writeSettings(path.join(project, '.npmrc'), registry)
      await manager.install(project, each.name)
      await checkNothingBuilt(path.join(project, 'node_modules'), each.name)
      await mustRun(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          `await import('${each.name}'); await import('${each.name}/package.json', { with: { type: 'json' } })`,
        ],
        { cwd: project, env, timeoutMs: LONGEST_MS },
      )
    })
    await Promise.all(uses)
    print(
      `${each.name} installs with npm and with pnpm, and loads (${duration(performance.now() - started)})`,
    )
  }
}

/** No install script and no native build, in ours or in what ours bring. */
async function checkNothingBuilt(modules, name) {
  const files = await readdir(modules, { recursive: true })
  const native = files.filter((file) => file.endsWith('.node') || path.basename(file) === 'binding.gyp')
  if (native.length > 0) throw new Error(`${name} brings native code: ${native.join(', ')}`)
  const manifests = files.filter((file) =>
    /(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(`node_modules/${file}`),
  )
  for (const file of manifests) {
    const { scripts = {} } = JSON.parse(await readFile(path.join(modules, file), 'utf8'))
    const run = ['preinstall', 'install', 'postinstall'].filter((script) => scripts[script] !== undefined)
    if (run.length > 0)
      throw new Error(`${name} brings ${path.dirname(file)}, which runs ${run.join(', ')} at install.`)
  }
  if (manifests.length === 0) throw new Error(`${modules} holds no package.`)
}
