import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** For every command's help. */
export const BASE_HELP = 'base folder (default: ./.code-mode if it exists, else ~/.code-mode)'

/** The base folder that is meant, absolute. */
export function baseFolder(given: string | undefined, cwd: string): string {
  if (given !== undefined) return resolve(cwd, expandHome(given))
  const here = join(cwd, '.code-mode')
  return isFolder(here) ? here : join(homedir(), '.code-mode')
}

/** A shell leaves `--base=~/x` as it is. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
