import { mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fetchTool } from '../lib/fetch-tool.mjs'
import { readmeOf } from '../lib/readme.mjs'
import { mustRun } from '../lib/run.mjs'
import { LONGEST_MS, strangerEnvironment, writeSettings } from '../lib/stranger.mjs'
import { duration, print } from '../lib/terminal.mjs'
import { PINNED_PNPM } from '../lib/versions.mjs'
import { compileConsumer, OUR_COMPILER, writeTypedConsumer } from './typed-consumer.mjs'

const CORE = '@code-mode/core'

/** Nothing is found that was not asked for: no hoisting, no peer that pnpm adds by itself. */
const STRICT = 'hoist: false\nautoInstallPeers: false\nstrictPeerDependencies: true\n'

/**
 * One install is enough: what an adapter's README says to install, with pnpm's strictest layout, runs the README's program and
 * compiles. Core beside it is the same copy.
 */
export async function checkOneInstall({ folder, packages, registry }) {
  const pnpm = await fetchTool('pnpm', PINNED_PNPM, path.join('.bin', 'pnpm'))
  const env = await strangerEnvironment()
  await Promise.all(
    packages.filter(isAdapter).map((each) => checkAdapter(each, { folder, registry, pnpm, env })),
  )
}

async function checkAdapter(each, { folder, registry, pnpm, env }) {
  const started = performance.now()
  const { install, program } = await readmeOf(each)
  if (install === undefined || program === undefined)
    throw new Error(`${each.name}: its README has no \`npm install ${each.name} …\` or no \`\`\`js program.`)
  const project = path.join(folder, `strict-${path.basename(each.directory)}`)
  await mkdir(project)
  await writeFile(path.join(project, 'package.json'), '{ "name": "consumer", "private": true }\n')
  await writeFile(path.join(project, 'pnpm-workspace.yaml'), STRICT)
  await writeSettings(path.join(project, '.npmrc'), registry)
  await writeFile(path.join(project, 'readme.mjs'), program)

  await mustRun(pnpm, ['add', ...install], { cwd: project, env, timeoutMs: LONGEST_MS })
  const ours = await readdir(path.join(project, 'node_modules/@code-mode'))
  const asked = install.filter((word) => word.startsWith('@code-mode/'))
  if (ours.length !== asked.length)
    throw new Error(`The layout is not strict: node_modules/@code-mode has ${ours.join(', ')}.`)
  await mustRun(process.execPath, ['readme.mjs'], { cwd: project, env, timeoutMs: LONGEST_MS })
  await writeTypedConsumer(project, [each])
  await compileConsumer(project, OUR_COMPILER)

  await mustRun(pnpm, ['add', CORE], { cwd: project, env, timeoutMs: LONGEST_MS })
  await mustRun(process.execPath, ['readme.mjs'], { cwd: project, env, timeoutMs: LONGEST_MS })
  await writeFile(path.join(project, 'same.mjs'), sameCopy(each.name))
  await mustRun(process.execPath, ['same.mjs'], { cwd: project, env, timeoutMs: LONGEST_MS })
  print(
    `${install.join(' ')}: one install with pnpm is enough, core beside it is the same (${duration(performance.now() - started)})`,
  )
}

/** A library over core. The command line is a program: nobody imports it. */
function isAdapter({ name, manifest }) {
  return manifest.dependencies?.[CORE] !== undefined && name !== '@code-mode/cli'
}

const sameCopy = (name) => `import * as core from '${CORE}'
import * as adapter from '${name}'

const shared = Object.keys(adapter).filter((name) => name in core)
if (!shared.includes('Session')) throw new Error('${name} does not export Session.')
const other = shared.filter((name) => adapter[name] !== core[name])
if (other.length > 0) throw new Error('${name} brought a second core: ' + other.join(', '))
`
