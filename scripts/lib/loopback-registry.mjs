import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { readTarball } from './tarball.mjs'

/** Old enough for every package manager that refuses what was published today. */
const PUBLISHED = '2026-01-01T00:00:00.000Z'

/**
 * An npm registry on loopback that has our tarballs and nothing else; clients ask it only for `@code-mode`. It takes no
 * upload: whatever would publish fails. Resolves with its address and how often each tarball was fetched.
 */
export async function serveTarballs(tarballs) {
  const packuments = new Map()
  const contents = new Map()
  const fetched = new Map()
  const server = createServer((request, response) => {
    const route = decodeURIComponent(new URL(request.url, 'http://localhost').pathname).slice(1)
    const content = contents.get(route)
    if (request.method !== 'GET') return answer(response, 405, { error: 'This registry takes no uploads.' })
    if (content !== undefined) {
      fetched.set(route, (fetched.get(route) ?? 0) + 1)
      return response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(content)
    }
    const packument = packuments.get(route)
    return answer(response, packument === undefined ? 404 : 200, packument ?? { error: 'Not found' })
  })
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${server.address().port}/`

  for (const file of tarballs) {
    const content = await readFile(file)
    const manifest = JSON.parse((await readTarball(file)).get('package.json').toString('utf8'))
    const route = `${manifest.name}/-/${path.basename(file)}`
    contents.set(route, content)
    packuments.set(manifest.name, packumentOf(manifest, `${url}${route}`, content))
  }
  return {
    url,
    fetched,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeAllConnections()
      }),
  }
}

function packumentOf(manifest, tarball, content) {
  const hash = (name, encoding) => createHash(name).update(content).digest(encoding)
  const dist = { tarball, integrity: `sha512-${hash('sha512', 'base64')}`, shasum: hash('sha1', 'hex') }
  const { name, version } = manifest
  return {
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist } },
    time: { created: PUBLISHED, modified: PUBLISHED, [version]: PUBLISHED },
  }
}

function answer(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
