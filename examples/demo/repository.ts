import { execFile } from 'node:child_process'
import { mkdir, realpath, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Fewer commits than this make no interesting history: a shallow clone, an unpacked archive. */
const ENOUGH_COMMITS = 5

/** The folder with the history that the demo asks about, and a sentence about it. */
export interface Repository {
  readonly folder: string
  readonly description: string
}

/** The repository of this checkout, or a small one made in `scratch`. */
export async function findRepository(scratch: string): Promise<Repository> {
  const own = await realpath(path.join(import.meta.dirname, '..', '..'))
  try {
    const commits = Number((await git(own, 'rev-list', '--count', 'HEAD')).trim())
    const isRoot = (await git(own, 'rev-parse', '--show-cdup')).trim() === ''
    const untouched = (await git(own, 'status', '--porcelain', '--untracked-files=no')).trim() === ''
    if (isRoot && untouched && commits >= ENOUGH_COMMITS)
      return { folder: own, description: `this repository, ${commits} commits` }
  } catch {
    // No git history here, or git does not trust the folder: the small repository tells the same story.
  }
  return await makeRepository(path.join(await realpath(scratch), 'repository'))
}

async function makeRepository(folder: string): Promise<Repository> {
  await mkdir(path.join(folder, 'docs'), { recursive: true })
  await git(folder, 'init', '--quiet')
  const files = [
    'parser.py',
    'README.md',
    'server.py',
    'docs/guide.md',
    'client.py',
    'CHANGES.md',
    'config.py',
  ]
  const commits = 14
  for (let commit = 1; commit <= commits; commit++) {
    // Each file changes in every n-th commit, so that their numbers differ.
    for (const [index, file] of files.entries()) {
      if (commit % (index + 1) !== 0) continue
      const lines = Array.from(
        { length: 40 + commit * (index + 2) },
        (_, line) => `# ${file}: line ${line + 1} as of change ${commit}`,
      )
      await writeFile(path.join(folder, file), `${lines.join('\n')}\n`)
    }
    await git(folder, 'add', '--all')
    await git(
      folder,
      '-c',
      'user.name=Demo',
      '-c',
      'user.email=demo@example.org',
      '-c',
      'commit.gpgsign=false',
      'commit',
      '--quiet',
      '-m',
      `Change ${commit}`,
    )
  }
  return { folder, description: `a small repository made for this demo, ${commits} commits` }
}

/** Runs git for the demo itself; what the programs do goes through their tool. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await execute('git', ['-C', folder, ...args], { maxBuffer: 256 << 20 })
  return stdout
}
