import path from 'node:path'
import { mustRun, root } from './lib/run.mjs'
import { print } from './lib/terminal.mjs'
import { useToolchain } from './lib/toolchain.mjs'
import { presentVersion, writeVersion } from './lib/version-places.mjs'

// Uses up the changesets: the next version in every package, its changelog, and wherever else the version is named.
await useToolchain()
await mustRun(path.join(root, 'node_modules/.bin/changeset'), ['version'])
const version = await presentVersion()
await writeVersion(version)
print(`The next version is ${version}.`)
