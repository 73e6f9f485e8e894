import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { mustRun, root } from './run.mjs'

/**
 * Puts one package of the npm registry into `.tools/<name>-<version>/` and returns the path of `file` in it. The version is
 * part of the path and the folder appears whole by a rename, so what is there is always what was asked for.
 */
export async function fetchTool(name, version, file) {
  const folder = path.join(root, '.tools', `${name}-${version}`)
  const wanted = path.join(folder, 'node_modules', file)
  if (existsSync(wanted)) return wanted

  const partial = `${folder}.${randomUUID()}.partial`
  await mkdir(partial, { recursive: true })
  try {
    const npm = npmCommand()
    const flags = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error']
    await mustRun(
      npm.command,
      [...npm.args, 'install', '--prefix', partial, ...flags, `${name}@${version}`],
      { cwd: partial },
    )
    await rename(partial, folder).catch((error) => {
      if (!existsSync(wanted)) throw error // else a second command was quicker, with the same content
    })
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
  if (!existsSync(wanted))
    throw new Error(
      `${name}@${version} was installed, but it has no ${file}. Remove ${folder} and try again.`,
    )
  return wanted
}

/** The npm that started this script, else the one on PATH. */
export function npmCommand() {
  const script = process.env.npm_execpath
  return script !== undefined && /npm-cli\.c?js$/.test(script) && existsSync(script)
    ? { command: process.execPath, args: [script] }
    : { command: 'npm', args: [] }
}

/** Node for Linux as the registry has it, by version; `undefined` where it has none. */
export async function fetchNode(version) {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) return undefined
  const name = `node-linux-${process.arch}`
  return fetchTool(name, version, path.join(name, 'bin', 'node'))
}
