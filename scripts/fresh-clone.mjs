import { existsSync, lstatSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { mustRun, root } from './lib/run.mjs'
import { duration, print } from './lib/terminal.mjs'

/** The work of a second `npm run demo` or `npm test` before its own begins may take this long. */
const READY_WITHIN_MS = 15_000

/**
 * The two commands in a copy without any installed or generated file and with an empty home, as a normal user:
 * root becomes `nobody` for it.
 */
const folder = await mkdtemp(path.join(tmpdir(), 'code-mode-fresh-'))
try {
  await checkFreshClone()
} catch (error) {
  print(error.message)
  process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function checkFreshClone() {
  const clone = path.join(folder, 'clone')
  const home = path.join(folder, 'home')
  await mkdir(home)
  await copyRepository(clone)
  const user = await normalUser()
  const options = { cwd: clone, env: environment(home), ...user }

  const first = await timed(() => mustRun('npm', ['run', 'demo'], options))
  print(`npm run demo in a fresh clone: ${duration(first)}`)
  const second = await timed(() => mustRun('npm', ['test', '--', '--only', 'build'], options))
  print(`ready the second time: ${duration(second)}`)
  if (second > READY_WITHIN_MS) {
    throw new Error(
      `A second run was ready after ${duration(second)}; the limit is ${duration(READY_WITHIN_MS)}.`,
    )
  }
}

/** What a clone of the present state would hold, with its history. */
async function copyRepository(clone) {
  // git refuses a checkout that belongs to someone else, as it does where one is mounted into a container.
  const settings = path.join(folder, 'gitconfig')
  await writeFile(settings, '[safe]\n\tdirectory = *\n')
  const env = { GIT_CONFIG_GLOBAL: settings }
  await mustRun('git', ['clone', '--quiet', '--no-hardlinks', root, clone], { env })
  const listed = await mustRun('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    env,
  })
  for (const file of new Set(listed.split('\0').filter(Boolean))) {
    const [source, copy] = [path.join(root, file), path.join(clone, file)]
    if (existsSync(source) && !lstatSync(source).isFile()) continue
    await rm(copy, { force: true })
    if (!existsSync(source)) continue
    await mkdir(path.dirname(copy), { recursive: true })
    await copyFile(source, copy)
  }
}

/** The user and group to run as: `nobody` for root, who also gets the folder; otherwise who we are. */
async function normalUser() {
  if (process.getuid?.() !== 0) return {}
  const uid = Number(await mustRun('id', ['-u', 'nobody']))
  const gid = Number(await mustRun('id', ['-g', 'nobody']))
  await mustRun('chown', ['-R', `${uid}:${gid}`, folder])
  return { uid, gid }
}

/** Nothing of the tools and settings that the running command brought along, but the registry. */
function environment(home) {
  const dropped = Object.keys(process.env).filter((name) =>
    /^(npm|pnpm|xdg|nvm|node|turbo|vitest)_/i.test(name),
  )
  const tools = path.join(root, '.tools')
  const searched = (process.env.PATH ?? '').split(path.delimiter)
  return {
    ...Object.fromEntries(dropped.map((name) => [name, undefined])),
    npm_config_registry: process.env.npm_config_registry,
    HOME: home,
    PATH: searched
      .filter((entry) => !entry.startsWith(tools) && !entry.includes('node_modules'))
      .join(path.delimiter),
  }
}

async function timed(action) {
  const started = performance.now()
  await action()
  return performance.now() - started
}
