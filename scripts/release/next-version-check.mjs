import { cp, mkdir, readFile, symlink } from 'node:fs/promises'
import path from 'node:path'
import { mustRun, root } from '../lib/run.mjs'
import { print } from '../lib/terminal.mjs'
import { presentVersion } from '../lib/version-places.mjs'

/** Files that say or decide a version. */
const PATTERNS = [
  '.changeset/*',
  '*.json',
  'pnpm-workspace.yaml',
  'pnpm-lock.yaml',
  'scripts/**',
  '**/package.json',
  '**/version.ts',
  '**/*.md',
]

/** `changeset status`, and the script that makes the next version, in a copy that is a repository of its own. */
export async function checkNextVersion(copy) {
  const listed = await mustRun('git', [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--',
    ...PATTERNS,
  ])
  for (const file of listed.split('\0').filter(Boolean)) {
    await mkdir(path.join(copy, path.dirname(file)), { recursive: true })
    await cp(path.join(root, file), path.join(copy, file))
  }
  for (const folder of ['node_modules', '.tools'])
    await symlink(path.join(root, folder), path.join(copy, folder))
  const git = ['-c', 'user.name=check', '-c', 'user.email=check@localhost', '-c', 'commit.gpgsign=false']
  await mustRun('git', ['init', '--quiet', '--initial-branch=main'], { cwd: copy })
  await mustRun('git', ['add', '--all'], { cwd: copy })
  await mustRun('git', [...git, 'commit', '--quiet', '--message=copy'], { cwd: copy })

  const changeset = path.join(root, 'node_modules/.bin/changeset')
  await mustRun(changeset, ['status', '--output=status.json'], { cwd: copy })
  const { changesets, releases } = await readJson(path.join(copy, 'status.json'))
  const ours = releases.filter(({ name }) => name.startsWith('@code-mode/'))
  print(`changeset status: ${changesets.length} changesets for ${ours.length} packages`)
  if (changesets.length === 0) return

  checkOneRelease(ours)
  const { newVersion } = ours[0]
  // changesets formats what it writes by `pnpm exec`, which would install first.
  const env = { pnpm_config_verify_deps_before_run: 'false' }
  await mustRun(process.execPath, ['scripts/next-version.mjs'], { cwd: copy, env })
  await checkWritten(copy, newVersion)
  print(`the next version would be ${newVersion}, in every package and wherever it is named`)
}

/** Every package gets the same version, and none leaves 0.x by accident. */
function checkOneRelease(ours) {
  const versions = new Set(ours.map(({ newVersion }) => newVersion))
  if (versions.size !== 1)
    throw new Error(
      `Not one version: ${ours.map(({ name, newVersion }) => `${name} ${newVersion}`).join(', ')}`,
    )
  if (![...versions][0].startsWith('0.'))
    throw new Error(`A changeset says "major", and so the next version would be ${[...versions][0]}.`)
}

async function checkWritten(copy, version) {
  const present = await presentVersion()
  const packages = await mustRun('git', ['ls-files', 'packages/*/package.json'], { cwd: copy })
  for (const file of [...packages.trim().split('\n'), 'server.json']) {
    const written = (await readJson(path.join(copy, file))).version
    if (written !== version) throw new Error(`${file} would say ${written}, not ${version}.`)
  }
  const left = await mustRun(
    'git',
    ['grep', '-lF', present, '--', '*.md', '*.ts', 'server.json', ':!*CHANGELOG.md'],
    {
      cwd: copy,
    },
  ).catch(() => '')
  if (left !== '') throw new Error(`${present} would stay in ${left.trim().split('\n').join(', ')}.`)
}

async function readJson(file) {
  return JSON.parse(await readFile(file, 'utf8'))
}
