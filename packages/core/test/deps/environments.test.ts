import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ensureEnvironment } from '../../src/deps/environments.ts'
import { findInstaller } from '../../src/deps/installer.ts'
import { installIntoOverlay, type OverlayInstallOptions } from '../../src/deps/overlay.ts'
import { openWorkshop, type Workshop, writeSourceDistribution, writeWheel } from './support.ts'

let workshop: Workshop

beforeEach(async () => {
  workshop = await openWorkshop()
})
afterEach(() => workshop.remove())

const ensure = (requirements: readonly string[], more: object = {}): Promise<string | undefined> =>
  ensureEnvironment({ ...workshop, requirements, ...more })

const overlay = (
  requirements: readonly string[],
  more: Partial<OverlayInstallOptions> = {},
): ReturnType<typeof installIntoOverlay> =>
  installIntoOverlay({
    ...workshop,
    requirements,
    overlay: path.join(workshop.folder, 'overlay'),
    present: [],
    ...more,
  })

const environments = (): Promise<string[]> => readdir(path.join(workshop.cacheDirectory, 'environments'))

it('an empty set of requirements makes no folder', async () => {
  expect(await ensure([])).toBeUndefined()
  expect(existsSync(path.join(workshop.cacheDirectory, 'environments'))).toBe(false)
})

it('an environment is built once, whatever the order and spelling, and leaves nothing beside it', async () => {
  await writeWheel(workshop, { name: 'alpha', version: '1.0', requires: ['beta'] })
  await writeWheel(workshop, { name: 'beta', version: '2.0' })
  const progress: string[] = []
  const first = await ensure(['alpha', 'beta>=1'], {
    onProgress: (each: { phase: string }) => progress.push(each.phase),
  })
  expect(await readdir(first ?? '')).toEqual(expect.arrayContaining(['alpha.py', 'beta.py']))
  const { mtimeMs } = await stat(first ?? '')
  expect(await ensure(['Beta >= 1', 'alpha'])).toBe(first)
  expect((await stat(first ?? '')).mtimeMs).toBe(mtimeMs)
  expect(await environments()).toHaveLength(1)
  expect(progress).toContain('install')
})

it('two processes that need the same environment build it once', async () => {
  await writeWheel(workshop, { name: 'alpha', version: '1.0' })
  const url = JSON.stringify(new URL('../../src/deps/environments.ts', import.meta.url).href)
  const script = `
    import { ensureEnvironment } from ${url}
    const built = []
    const folder = await ensureEnvironment({ ...${JSON.stringify(workshop)}, requirements: ['alpha'], onProgress: (each) => built.push(each) })
    console.log(JSON.stringify({ folder, built: built.length > 0 }))`
  const start = async (): Promise<{ folder: string; built: boolean }> => {
    const child = spawn(
      process.execPath,
      ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', script],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    return JSON.parse(line.toString()) as { folder: string; built: boolean }
  }
  const [one, two] = await Promise.all([start(), start()])
  expect(one.folder).toBe(two.folder)
  expect([one.built, two.built].filter(Boolean)).toHaveLength(1)
  expect(await environments()).toHaveLength(1)
})

it('the lock of a process that is gone is taken over', async () => {
  await writeWheel(workshop, { name: 'alpha', version: '1.0' })
  const folder = (await ensure(['alpha'])) ?? ''
  await workshop.remove()
  workshop = await openWorkshop()
  await writeWheel(workshop, { name: 'alpha', version: '1.0' })
  const place = path.join(workshop.cacheDirectory, 'environments', path.basename(folder))
  await mkdir(path.dirname(place), { recursive: true })
  await mkdir(`${place}.partial-left`)
  await writeFile(`${place}.lock`, JSON.stringify({ pid: 2 ** 22 - 1, started: '1', host: hostname() }))
  expect(await ensure(['alpha'])).toBe(place)
  expect(await environments()).toEqual([path.basename(place)])
})

it('a source distribution is refused with the reason and its setup.py is not run', async () => {
  const marker = path.join(workshop.folder, 'marker')
  await writeSourceDistribution(workshop, 'gamma', marker)
  await expect(ensure(['gamma'])).rejects.toMatchObject({
    code: 'INSTALL_FAILED',
    message: expect.stringMatching(
      /^No matching distribution was found for gamma.*source distribution is refused/,
    ),
  })
  await expect(overlay(['gamma'])).rejects.toMatchObject({ code: 'INSTALL_FAILED' })
  expect(existsSync(marker)).toBe(false)
  expect(await environments()).toEqual([])
  expect((await readdir(workshop.folder)).filter((name) => name.includes('stage'))).toEqual([])
})

it('a .pth file of a package is not executed by an install, nor by the next one', async () => {
  const marker = path.join(workshop.folder, 'marker')
  await writeWheel(workshop, {
    name: 'delta',
    version: '1.0',
    files: { 'delta.pth': `import os; open(${JSON.stringify(marker)}, "w").close()\n`, 'delta.py': '' },
  })
  await writeWheel(workshop, { name: 'alpha', version: '1.0' })
  const environment = (await ensure(['delta'])) ?? ''
  await overlay(['alpha'], { present: [environment] })
  expect(existsSync(path.join(environment, 'delta.pth'))).toBe(true)
  expect(existsSync(marker)).toBe(false)
})

it('an overlay gets only what is not present, bound by what is', async () => {
  for (const version of ['1.0', '2.0']) await writeWheel(workshop, { name: 'beta', version })
  await writeWheel(workshop, { name: 'alpha', version: '1.0', requires: ['beta'] })
  await writeWheel(workshop, { name: 'eps', version: '1.0', requires: ['beta>=2'] })
  const environment = (await ensure(['beta==1.0'])) ?? ''
  const present = [environment]
  expect(await overlay(['beta', 'beta==1', 'alpha'], { present })).toEqual({
    installed: ['alpha==1.0'],
    alreadyPresent: ['beta', 'beta==1'],
  })
  const placed = path.join(workshop.folder, 'overlay')
  const before = await readdir(placed)
  expect(before.sort()).toEqual(['alpha-1.0.dist-info', 'alpha.py'])
  await expect(overlay(['beta==2.0'], { present })).rejects.toThrow(
    /beta 1\.0 is already part.*takes effect after reset/,
  )
  await expect(overlay(['beta>=2'], { present })).rejects.toMatchObject({ code: 'DEPS_CONFLICT' })
  await expect(overlay(['eps'], { present })).rejects.toMatchObject({ code: 'DEPS_CONFLICT' })
  expect(await readdir(placed)).toEqual(before)
  expect(await overlay(['beta>=1'], { present })).toEqual({ installed: [], alreadyPresent: ['beta>=1'] })
})

it('packages that share a namespace folder are merged', async () => {
  await writeWheel(workshop, { name: 'ns_one', version: '1.0', files: { 'ns/one.py': '1\n' } })
  await writeWheel(workshop, { name: 'ns_two', version: '1.0', files: { 'ns/two.py': '2\n' } })
  await overlay(['ns-one'])
  await overlay(['ns_two'])
  expect((await readdir(path.join(workshop.folder, 'overlay/ns'))).sort()).toEqual(['one.py', 'two.py'])
})

it('credentials of the index are not in an error', async () => {
  const address = 'http://alice:s3cret-pass@127.0.0.1:9/simple'
  const { PATH = '', HOME = '' } = workshop.env
  const env = {
    PATH,
    HOME,
    PIP_RETRIES: '0',
    PIP_INDEX_URL: address,
    UV_DEFAULT_INDEX: address,
    UV_HTTP_RETRIES: '0',
  }
  const error = await ensure(['nowhere-package'], { env }).then(
    () => undefined,
    (each: Error) => each,
  )
  expect(error).toMatchObject({ code: 'INSTALL_FAILED' })
  expect(JSON.stringify(error) + String(error?.message)).not.toMatch(/s3cret|alice/)
})

it('without uv and pip the ready wheel or another pip is used, else the error names remedies', async () => {
  const interpreter = { ...workshop.interpreter, path: '/bin/false' }
  await expect(
    findInstaller({ interpreter, env: { PATH: '', HOME: workshop.folder } }),
  ).rejects.toMatchObject({
    code: 'INSTALLER_NOT_FOUND',
    hint: expect.stringContaining('uv'),
  })
})

it('an aborted install rejects with the reason and leaves nothing', async () => {
  await writeWheel(workshop, { name: 'alpha', version: '1.0' })
  const controller = new AbortController()
  const reason = new Error('enough')
  const building = ensure(['alpha'], { signal: controller.signal })
  setTimeout(() => controller.abort(reason), 30)
  await expect(building).rejects.toBe(reason)
  expect(await environments()).toEqual([])
  expect(await readFile(path.join(workshop.links, 'alpha-1.0-py3-none-any.whl'))).toBeInstanceOf(Buffer)
})
