import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'

const execute = promisify(execFile)
const packageFolder = path.join(import.meta.dirname, '..')
const packagesFolder = path.join(packageFolder, '..')
let folder = ''

/** Compiles by a tsconfig.json, and gives what the compiler says. */
async function compile(name: string, config: object): Promise<string> {
  const file = path.join(folder, name)
  await writeFile(file, JSON.stringify(config))
  const tsc = path.join(packagesFolder, '../node_modules/.bin/tsc')
  return await execute(tsc, ['-p', file, '--pretty', 'false']).then(
    () => '',
    (error: { readonly stdout?: string; readonly message: string }) => error.stdout ?? error.message,
  )
}

/** The declarations as they are published, made against AI SDK 7. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'code-mode-types-'))
  await writeFile(path.join(folder, 'package.json'), '{"type": "module"}')
  const problems = await compile('declarations.json', {
    extends: path.join(packageFolder, 'tsconfig.json'),
    compilerOptions: {
      rootDir: packagesFolder,
      outDir: folder,
      declaration: true,
      emitDeclarationOnly: true,
      typeRoots: [path.join(packagesFolder, '../node_modules/@types')],
    },
    include: ['ai-sdk', 'core'].map((name) => path.join(packagesFolder, name, 'src')),
    exclude: [path.join(packagesFolder, '*/src/**/*.test.ts')],
  })
  if (problems !== '') throw new Error(problems)
  return async () => await rm(folder, { recursive: true, force: true })
}, 120_000)

describe.each([
  ['6', 'ai-6/dist/index.d.mts', ['consumer.ts']],
  ['7', 'ai/dist/index.d.ts', ['consumer.ts', 'consumer-7.ts']],
])('the published types with AI SDK %s', (major, ai, files) => {
  it.each([true, false])(
    'fit generateText, streamText and agents without a cast (exactOptionalPropertyTypes: %s)',
    { timeout: 120_000 },
    async (exactOptionalPropertyTypes) => {
      const problems = await compile(`consumer-${major}-${exactOptionalPropertyTypes}.json`, {
        extends: path.join(packagesFolder, '../tsconfig.base.json'),
        compilerOptions: {
          noEmit: true,
          rootDir: '/',
          exactOptionalPropertyTypes,
          typeRoots: [path.join(packagesFolder, '../node_modules/@types')],
          paths: {
            '@code-mode/ai-sdk': [path.join(folder, 'ai-sdk/src/index.d.ts')],
            '@code-mode/core': [path.join(folder, 'core/src/index.d.ts')],
            ai: [path.join(packageFolder, 'node_modules', ai)],
          },
        },
        files: files.map((file) => path.join(packageFolder, 'test/types', file)),
      })
      expect(problems).toBe('')
    },
  )
})
