import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { serveTarballs } from './lib/loopback-registry.mjs'
import { packAll } from './lib/public-packages.mjs'
import { mustRun, root } from './lib/run.mjs'
import { writeSettings } from './lib/stranger.mjs'
import { duration, print } from './lib/terminal.mjs'
import { useToolchain } from './lib/toolchain.mjs'
import { checkAllTogether } from './packed/all-together.mjs'
import { checkClientCommand } from './packed/client-command.mjs'
import { checkEmptyProjects } from './packed/empty-projects.mjs'
import { checkOneInstall } from './packed/one-install.mjs'
import { checkTwoCommands } from './packed/two-commands.mjs'

/**
 * Packs every package as it would be published and uses the tarballs as strangers would. Where a user would type a package's
 * name, so do the checks: a registry on loopback has the tarballs, everything else comes from the configured one.
 */
const installs = [checkAllTogether, (given) => checkOneInstall(given).then(() => checkEmptyProjects(given))]
const timed = [checkClientCommand, checkTwoCommands]

await useToolchain()
const folder = await mkdtemp(path.join(tmpdir(), 'code-mode-packed-'))
const started = performance.now()
let registry
try {
  const packages = await packAll(folder)
  for (const { directory, name, tarball } of packages) {
    await mustRun(path.join(root, 'node_modules/.bin/publint'), ['--strict', '--pack', 'pnpm', directory])
    print(`packed ${name} as ${path.basename(tarball)}`)
  }
  registry = await serveTarballs(packages.map(({ tarball }) => tarball))
  const settings = await writeSettings(path.join(folder, 'npmrc'), registry)
  const given = { folder, packages, registry, settings }
  // Side by side, but none goes on in a folder that is being removed: the first failure is told after the last end.
  const ends = await Promise.allSettled(installs.map((check) => check(given)))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  print(`  after ${duration(performance.now() - started)}`)
  for (const check of timed) await check(given)
  print(`  after ${duration(performance.now() - started)}`)
} catch (error) {
  print(error.message)
  process.exitCode = 1
} finally {
  await registry?.close()
  await rm(folder, { recursive: true, force: true })
}
