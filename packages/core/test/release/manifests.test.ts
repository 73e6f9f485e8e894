import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { packageNames } from '../support/source-tree.ts'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))
const REPOSITORY = 'https://github.com/code-mode/code-mode'

type Json = Readonly<Record<string, unknown>>
const read = (file: string): Promise<string> => readFile(join(ROOT, file), 'utf8')
const json = async (file: string): Promise<Json> => JSON.parse(await read(file)) as Json

describe.each(await packageNames())('package.json of %s', async (name) => {
  const manifest = await json(`packages/${name}/package.json`)

  it('says what it is, where it comes from and under which licence', () => {
    expect(manifest).toMatchObject({
      name: `@code-mode/${name}`,
      description: expect.stringMatching(/^.{20,150}$/) as string,
      keywords: expect.arrayContaining(['code-mode']) as string[],
      homepage: `${REPOSITORY}/tree/main/packages/${name}#readme`,
      bugs: { url: `${REPOSITORY}/issues` },
      license: 'MIT',
      repository: { type: 'git', url: `git+${REPOSITORY}.git`, directory: `packages/${name}` },
      type: 'module',
      engines: { node: '>=22.12' },
      sideEffects: false,
    })
  })

  it('is published for all, with provenance, without the sources it uses here', () => {
    const config = manifest['publishConfig'] as Json
    expect(config).toMatchObject({ access: 'public', provenance: true })
    expect(config).not.toHaveProperty('registry')
    const withoutSources = JSON.parse(
      JSON.stringify(manifest['exports'], (key, value: unknown) =>
        key === '@code-mode/source' ? undefined : value,
      ),
    ) as unknown
    expect(config['exports']).toEqual(withoutSources)
    expect(manifest['files']).toEqual(expect.arrayContaining(['dist', 'README.md', 'LICENSE']))
  })

  it('has the version and the core of all', async () => {
    expect(manifest['version']).toBe((await json('packages/core/package.json'))['version'])
    expect(manifest['version']).toMatch(/^0\./)
    const dependencies = manifest['dependencies'] as Json
    const ours = Object.entries(dependencies).filter(([dependency]) => dependency.startsWith('@code-mode/'))
    // `workspace:*` becomes the exact version, so that a program never has two cores.
    expect(ours.map(([, range]) => range)).toEqual(ours.map(() => 'workspace:*'))
    expect(ours.map(([dependency]) => dependency).includes('@code-mode/core')).toBe(name !== 'core')
  })

  it('runs no script at install', () => {
    const scripts = Object.keys((manifest['scripts'] ?? {}) as Json)
    expect(scripts.filter((script) => /^(pre|post)?(install|prepare)$/.test(script))).toEqual([])
  })

  it('is licensed as the repository is', async () => {
    expect(await read(`packages/${name}/LICENSE`)).toBe(await read('LICENSE'))
  })
})

it('the lock file holds no host, and no setting names a registry', async () => {
  expect(await read('pnpm-lock.yaml')).not.toMatch(/https?:\/\/|tarball:/)
  expect(await read('pnpm-workspace.yaml')).not.toMatch(/https?:\/\/|registr/i)
  expect(await read('package.json')).not.toMatch(/registry/i)
})

it('all packages share one version in changesets', async () => {
  const config = await json('.changeset/config.json')
  expect(config).toMatchObject({ fixed: [['@code-mode/*']], access: 'public', baseBranch: 'main' })
})
