import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { npmCommand } from './fetch-tool.mjs'
import { mustRun, root } from './run.mjs'

/** No single command of a stranger takes this long; package managers try for much longer before they give up. */
export const LONGEST_MS = 180_000

/**
 * What a stranger's shell would have: this Node first on PATH, nothing of this repository, no setting of a package manager
 * but the registry this machine uses. `home` makes it a user with an empty home, with the settings of that `.npmrc`; otherwise
 * caches and stores are this user's.
 */
export async function strangerEnvironment({ node = process.execPath, home, settings } = {}) {
  const dropped = Object.keys(process.env).filter((name) =>
    /^(npm_|pnpm_|turbo_|vitest|node_(options|path|env)$)/i.test(name),
  )
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const own = (folder) => folder.startsWith(root) || folder.includes(`node_modules${path.sep}.bin`)
  return {
    ...Object.fromEntries(dropped.map((name) => [name, undefined])),
    PATH: [path.dirname(node), ...folders.filter((folder) => !own(folder))].join(path.delimiter),
    npm_config_registry: await configuredRegistry(),
    ...(home === undefined ? {} : { HOME: home, XDG_CACHE_HOME: undefined, XDG_CONFIG_HOME: undefined }),
    ...(settings === undefined ? {} : { npm_config_userconfig: settings }),
    NO_UPDATE_NOTIFIER: '1',
  }
}

/** An `.npmrc` for which our packages come from loopback, and all others from where this machine gets them. */
export async function writeSettings(file, registry) {
  await writeFile(file, `registry=${await configuredRegistry()}\n@code-mode:registry=${registry.url}\n`)
  return file
}

let configured
function configuredRegistry() {
  const npm = npmCommand()
  configured ??= mustRun(npm.command, [...npm.args, 'config', 'get', 'registry', '--loglevel=error'])
  return configured.then((text) => text.match(/^https?:\/\/\S+$/m)[0])
}
