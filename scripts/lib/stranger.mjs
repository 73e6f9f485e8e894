import path from 'node:path'
import { npmCommand } from './fetch-tool.mjs'
import { mustRun, root } from './run.mjs'

/** No single command of a stranger takes this long; package managers try for much longer before they give up. */
export const LONGEST_MS = 180_000

/**
 * What a stranger's shell would have: this Node first on PATH, nothing of this repository, no setting of a package manager
 * but the two registries. `home` makes it a user with an empty home; otherwise caches and stores are this user's.
 */
export async function strangerEnvironment({ node = process.execPath, registry, home }) {
  const dropped = Object.keys(process.env).filter((name) =>
    /^(npm_|pnpm_|turbo_|vitest|node_(options|path|env)$)/i.test(name),
  )
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const own = (folder) => folder.startsWith(root) || folder.includes(`node_modules${path.sep}.bin`)
  return {
    ...Object.fromEntries(dropped.map((name) => [name, undefined])),
    PATH: [path.dirname(node), ...folders.filter((folder) => !own(folder))].join(path.delimiter),
    ...(home === undefined ? {} : { HOME: home, XDG_CACHE_HOME: undefined, XDG_CONFIG_HOME: undefined }),
    npm_config_registry: await configuredRegistry(),
    ...(registry === undefined ? {} : { 'npm_config_@code-mode:registry': registry.url }),
    NO_UPDATE_NOTIFIER: '1',
  }
}

/** The `.npmrc` of a project whose packages come from where this machine gets them, and ours from loopback. */
export async function projectSettings(registry) {
  return `registry=${await configuredRegistry()}\n@code-mode:registry=${registry.url}\n`
}

let configured
function configuredRegistry() {
  const npm = npmCommand()
  configured ??= mustRun(npm.command, [...npm.args, 'config', 'get', 'registry', '--loglevel=error'])
  return configured.then((text) => text.trim().split('\n').at(-1))
}
