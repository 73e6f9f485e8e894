import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { fetchNode, fetchTool } from './fetch-tool.mjs'
import { beginStep, endStep, print, red } from './terminal.mjs'
import { isSuitableNode, needsTypeStrippingFlag, PINNED_NODE, PINNED_PNPM } from './versions.mjs'

/**
 * Makes sure that the calling script runs under a Node the tools support, with it and pnpm first on PATH.
 * Under another Node it starts the script again with the right one and ends with its exit code.
 */
export async function useToolchain() {
  try {
    if (!isSuitableNode(process.version)) return await startAgain(findNode() ?? (await installNode()))
    putFirstOnPath(path.dirname(process.execPath))
    if (needsTypeStrippingFlag(process.version))
      addNodeOptions('--experimental-strip-types --disable-warning=ExperimentalWarning')
    process.env.TURBO_TELEMETRY_DISABLED = '1'
    process.env.DO_NOT_TRACK = '1'
    putFirstOnPath(path.dirname(await installPnpm()))
  } catch (error) {
    print(red(error.message))
    process.exit(1)
  }
}

/** A suitable Node that is on this machine already, the nearest first. */
function findNode() {
  const home = homedir()
  const versionsIn = (folder, ...rest) =>
    existsSync(folder)
      ? readdirSync(folder)
          .toReversed()
          .map((version) => path.join(folder, version, ...rest, 'bin', 'node'))
      : []
  const name = `node-linux-${process.arch}`
  const candidates = [
    ...(process.env.PATH ?? '')
      .split(path.delimiter)
      .filter(Boolean)
      .map((folder) => path.join(folder, 'node')),
    path.join(
      import.meta.dirname,
      '../../.tools',
      `${name}-${PINNED_NODE}`,
      'node_modules',
      name,
      'bin',
      'node',
    ),
    ...versionsIn(path.join(process.env.NVM_DIR ?? path.join(home, '.nvm'), 'versions', 'node')),
    ...versionsIn(path.join(home, '.local', 'share', 'fnm', 'node-versions'), 'installation'),
    ...versionsIn(path.join(home, '.volta', 'tools', 'image', 'node')),
    '/usr/local/bin/node',
    '/opt/homebrew/bin/node',
  ]
  return [...new Set(candidates)].find((file) => existsSync(file) && isSuitableNode(versionOf(file)))
}

function versionOf(file) {
  return spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 10_000 }).stdout?.trim() ?? ''
}

async function installNode() {
  const description = `Node ${PINNED_NODE} from the npm registry, because this is ${process.version}`
  const started = performance.now()
  beginStep('node', description)
  const file = await fetchNode(PINNED_NODE)
  if (file === undefined || !isSuitableNode(versionOf(file))) {
    throw new Error(
      `\nThis is Node ${process.version}; install Node 22.12 or later, or 24, from https://nodejs.org and run the command again.`,
    )
  }
  endStep('node', description, 'passed', performance.now() - started)
  return file
}

async function installPnpm() {
  const file = path.join('.bin', 'pnpm')
  const there = path.join(import.meta.dirname, '../../.tools', `pnpm-${PINNED_PNPM}`, 'node_modules', file)
  if (existsSync(there)) return there
  const description = `pnpm ${PINNED_PNPM} from the npm registry`
  const started = performance.now()
  beginStep('pnpm', description)
  const installed = await fetchTool('pnpm', PINNED_PNPM, file)
  endStep('pnpm', description, 'passed', performance.now() - started)
  return installed
}

function startAgain(node) {
  putFirstOnPath(path.dirname(node))
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' })
  // Ctrl-C reaches the child by itself; what is sent to this process alone is passed on.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.on('SIGINT', () => {})
  return new Promise(() => {
    child.on('exit', (code) => process.exit(code ?? 1))
  })
}

/** Nothing to do when its `node` or `pnpm` is found first anyway: other programs of that folder keep their place. */
function putFirstOnPath(folder) {
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const program = existsSync(path.join(folder, 'pnpm')) ? 'pnpm' : 'node'
  const first = folders.find((candidate) => existsSync(path.join(candidate, program)))
  if (first !== folder) process.env.PATH = [folder, ...folders].join(path.delimiter)
}

function addNodeOptions(options) {
  process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, options].filter(Boolean).join(' ')
}
