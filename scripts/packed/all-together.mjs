import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fetchNode, npmCommand } from '../lib/fetch-tool.mjs'
import { checkReadmeCommand } from '../lib/readme-command.mjs'
import { mustRun } from '../lib/run.mjs'
import { print, yellow } from '../lib/terminal.mjs'
import { LOWEST_NODE } from '../lib/versions.mjs'
import { compileConsumer, compilers, writeTypedConsumer } from './typed-consumer.mjs'

/** All tarballs in one project, by npm: the types compile, and every entry and command works on the lowest Node too. */
export async function checkAllTogether({ folder, packages }) {
  const project = path.join(folder, 'project')
  await mkdir(project)
  await writeJson(path.join(project, 'package.json'), { name: 'consumer', private: true, version: '1.0.0' })
  const npm = npmCommand()
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const files = packages.map(({ tarball }) => tarball)
  await mustRun(npm.command, [...npm.args, 'install', ...flags, ...files], { cwd: project })
  print('installed the tarballs into an empty project')

  await checkNoInstallScripts(project)
  await writeTypedConsumer(project, packages)
  for (const tsc of await compilers())
    print(`compiled a consumer against the shipped types with ${await compileConsumer(project, tsc)}`)
  for (const { node, label } of await nodesToCheck()) {
    await checkUse(folder, project, packages, node)
    print(`imported, required and used on ${label}`)
    await checkReadmeCommand(project, await mkdtemp(path.join(folder, 'home-')), consumerEnvironment(node))
    print(`ran the README's MCP command line in an empty home on ${label}`)
  }
}

/** The current Node, and the lowest supported one where the registry has it. */
async function nodesToCheck() {
  const current = { node: process.execPath, label: `Node ${process.version}` }
  const lowest = await fetchNode(LOWEST_NODE)
  if (lowest !== undefined) return [{ node: lowest, label: `Node v${LOWEST_NODE}` }, current]
  const message = `Node ${LOWEST_NODE} cannot be fetched on ${process.platform}-${process.arch}; checked on ${process.version} only.`
  if (process.env.CODE_MODE_REQUIRE_ALL === '1') throw new Error(message)
  print(yellow(message))
  return [current]
}

/** No package of ours, and none that ours bring, may run code at install time. */
async function checkNoInstallScripts(project) {
  const lock = JSON.parse(await readFile(path.join(project, 'package-lock.json'), 'utf8'))
  const scripted = Object.entries(lock.packages).filter(([, entry]) => entry.hasInstallScript)
  if (scripted.length > 0)
    throw new Error(`These packages run install scripts: ${scripted.map(([name]) => name).join(', ')}`)
}

async function checkUse(folder, project, packages, node) {
  const specifiers = packages.flatMap(({ name, exports }) =>
    exports.map((subpath) => path.posix.join(name, subpath)),
  )
  const use = `async function main(Session) {
    const session = await Session.open(process.argv[2])
    try {
      const result = await session.run('1 + 1')
      if (!result.ok || result.value !== 2) throw new Error('1 + 1 gave ' + JSON.stringify(result))
    } finally {
      await session.close()
    }
  }`
  await writeFile(
    path.join(project, 'use.mjs'),
    `${specifiers.map((specifier) => `import '${specifier}'`).join('\n')}
import { Session } from '@code-mode/core'
${use}
await main(Session)
`,
  )
  await writeFile(
    path.join(project, 'use.cjs'),
    `${specifiers.map((specifier) => `require('${specifier}')`).join('\n')}
const { Session } = require('@code-mode/core')
${use}
main(Session)
`,
  )
  const env = consumerEnvironment(node)
  const modules = path.join(project, 'node_modules')
  for (const file of ['use.mjs', 'use.cjs']) {
    const base = await mkdtemp(path.join(folder, 'base-'))
    const output = await mustRun(node, [file, base], { cwd: project, env })
    // Node 22.12 itself warns that `require()` of an ES module is experimental; that one is not ours.
    if (file === 'use.mjs' && /Warning/.test(output)) throw new Error(`${file} on ${node} warns:\n${output}`)
  }
  for (const bin of packages.flatMap(({ bins }) => bins)) {
    const file = path.join(modules, '.bin', bin)
    if (!existsSync(file)) throw new Error(`The installed package has no command ${bin}.`)
    const output = await mustRun(file, ['--help'], { cwd: project, env })
    if (!output.includes(bin)) throw new Error(`${bin} --help does not name itself:\n${output}`)
  }
}

/** The consumer's own Node first on PATH, and none of the options we run with. */
function consumerEnvironment(node) {
  return { PATH: [path.dirname(node), process.env.PATH].join(path.delimiter), NODE_OPTIONS: '' }
}

function writeJson(file, value) {
  return writeFile(file, `${JSON.stringify(value, null, 2)}\n`)
}
