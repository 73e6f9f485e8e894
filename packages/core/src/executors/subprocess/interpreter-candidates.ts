import { access, constants, readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'

export interface CandidateOptions {
  /** A path, a command, or a version such as `3.12`. */
  readonly python?: string
  readonly env: Readonly<Record<string, string | undefined>>
}

const NEWEST_MINOR = 20
const OLDEST_MINOR = 9
/** Where interpreters are even when the PATH of a desktop program does not name the folder. */
const USUAL_FOLDERS = [
  '/usr/local/bin',
  '/opt/homebrew/bin',
  '/usr/bin',
  '/opt/local/bin',
  '/home/linuxbrew/.linuxbrew/bin',
]

/** True for an option that names a version rather than a program. */
export function isVersion(python: string): boolean {
  return /^\d+(\.\d+){0,2}$/.test(python)
}

/** Existing programs that may be the wanted interpreter, best first, each path once. */
export async function interpreterCandidates(options: CandidateOptions): Promise<readonly string[]> {
  const { python, env } = options
  const home = env['HOME'] ?? homedir()
  if (python !== undefined && !isVersion(python)) {
    const file = python.startsWith('~/') ? path.join(home, python.slice(2)) : python
    if (file.includes('/')) return [path.resolve(file)]
    return existing(pathFolders(env).map((folder) => path.join(folder, file)))
  }
  const minors = Array.from(
    { length: NEWEST_MINOR - OLDEST_MINOR + 1 },
    (_, index) => `python3.${NEWEST_MINOR - index}`,
  )
  const wanted = python === undefined ? [] : [`python${python.split('.').slice(0, 2).join('.')}`]
  const names = [...wanted, 'python3', 'python', ...minors]
  const virtual = env['VIRTUAL_ENV']
  const inPath = names.flatMap((name) => pathFolders(env).map((folder) => path.join(folder, name)))
  const usual = [...USUAL_FOLDERS, ...(await frameworkFolders())].flatMap((folder) =>
    names.map((name) => path.join(folder, name)),
  )
  return existing([
    ...(virtual === undefined ? [] : [path.join(virtual, 'bin/python')]),
    ...inPath,
    ...(await versionsIn(path.join(env['PYENV_ROOT'] ?? path.join(home, '.pyenv'), 'versions'))),
    ...(await versionsIn(
      env['UV_PYTHON_INSTALL_DIR'] ??
        path.join(env['XDG_DATA_HOME'] ?? path.join(home, '.local/share'), 'uv/python'),
    )),
    ...usual,
  ])
}

/** The folders of the PATH, without relative ones: what they name depends on where the host was started. */
export function pathFolders(env: CandidateOptions['env']): readonly string[] {
  return (env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder))
}

async function existing(files: readonly string[]): Promise<readonly string[]> {
  const unique = [...new Set(files)]
  const there = await Promise.all(
    unique.map((file) =>
      access(file, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  )
  return unique.filter((_, index) => there[index])
}

/** Interpreters that a version manager keeps in a folder each, the newest first. */
async function versionsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  const byVersion = (a: string, b: string): number => b.localeCompare(a, 'en', { numeric: true })
  return [...names].sort(byVersion).map((name) => path.join(folder, name, 'bin/python3'))
}

async function frameworkFolders(): Promise<readonly string[]> {
  if (process.platform !== 'darwin') return []
  const folder = '/Library/Frameworks/Python.framework/Versions'
  const names = await readdir(folder).catch(() => [])
  return [...names]
    .sort()
    .reverse()
    .map((name) => path.join(folder, name, 'bin'))
}
