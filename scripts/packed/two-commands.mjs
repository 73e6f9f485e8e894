import { mkdir, mkdtemp, readdir } from 'node:fs/promises'
import path from 'node:path'
import { npmCommand } from '../lib/fetch-tool.mjs'
import { mustRun } from '../lib/run.mjs'
import { LONGEST_MS, strangerEnvironment } from '../lib/stranger.mjs'
import { duration, print } from '../lib/terminal.mjs'

/** What a user types first, as typed, with an empty home: the times are said, not judged. */
const COMMANDS = [
  ['@code-mode/cli', 'init'],
  ['@code-mode/cli', 'run', '-c', 'tools.list()'],
]

export async function checkTwoCommands({ folder, settings }) {
  const home = await mkdtemp(path.join(folder, 'user-home-'))
  const project = path.join(home, 'project')
  await mkdir(project)
  const env = await strangerEnvironment({ home, settings })
  const outputs = []
  for (const words of COMMANDS) {
    const started = performance.now()
    outputs.push(await npx(words, { cwd: project, env, timeoutMs: LONGEST_MS }))
    const shown = words.map((word) => (word.includes('(') ? `'${word}'` : word)).join(' ')
    print(`npx ${shown}: ${duration(performance.now() - started)} in an empty home`)
  }
  const made = [
    ...(await readdir(project, { recursive: true })),
    ...(await readdir(home, { recursive: true })),
  ]
  const definitions = made.filter(
    (file) => /(^|\/)tools\/[^/]+\.ya?ml$/.test(file) && !file.includes('node_modules'),
  )
  if (definitions.length === 0) throw new Error(`init wrote no tool definition:\n${outputs[0]}`)
  const tool = path.parse(definitions[0]).name
  if (!outputs[1].includes(tool)) throw new Error(`tools.list() does not show "${tool}":\n${outputs[1]}`)
}

/** npx asks before it installs when there is a terminal; there is none here. */
function npx(words, options) {
  const npm = npmCommand()
  const script = npm.args[0]?.replace(/npm-cli(\.c?js)$/, 'npx-cli$1')
  return script === undefined
    ? mustRun('npx', words, options)
    : mustRun(process.execPath, [script, ...words], options)
}
