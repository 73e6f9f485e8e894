import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { root } from './run.mjs'

/** Removes built files whose source is gone: the compiler leaves them, and they would be packed and published. */
export async function pruneDist() {
  const packages = path.join(root, 'packages')
  for (const name of await readdir(packages)) {
    const dist = path.join(packages, name, 'dist')
    const built = await readdir(dist, { recursive: true }).catch(() => [])
    for (const file of built.filter((each) => /\.(js|d\.ts)(\.map)?$/.test(each))) {
      const source = path.join(packages, name, 'src', file.replace(/\.(js|d\.ts)(\.map)?$/, '.ts'))
      if (!existsSync(source)) await rm(path.join(dist, file))
    }
  }
}
