import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'

const BLOCK = 512

/** The regular files of an npm tarball, by their path in the package. npm and pnpm write plain ustar entries. */
export async function readTarball(file) {
  const archive = gunzipSync(await readFile(file))
  const files = new Map()
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0;) {
    const header = archive.subarray(at, at + BLOCK)
    const size = Number.parseInt(text(header, 124, 12), 8)
    const name = [text(header, 345, 155), text(header, 0, 100)].filter(Boolean).join('/')
    const type = text(header, 156, 1)
    if (type !== '0' && type !== '' && type !== '5')
      throw new Error(`${file} has an entry of type "${type}" (${name}), which is no regular file.`)
    if (type !== '5')
      files.set(name.replace(/^package\//, ''), archive.subarray(at + BLOCK, at + BLOCK + size))
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return files
}

function text(block, start, length) {
  return block
    .subarray(start, start + length)
    .toString('utf8')
    .replace(/\0.*$/s, '')
    .trim()
}
