import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'

const packageFolder = path.join(import.meta.dirname, '..')
const examples = path.join(packageFolder, '../../examples')

/** A folder of an application with this adapter and one version of the SDK, as Node itself resolves them. */
async function application(ai: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'code-mode-application-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const modules = path.join(folder, 'node_modules')
  await mkdir(path.join(modules, '@code-mode'), { recursive: true })
  await symlink(path.join(packageFolder, 'node_modules', ai), path.join(modules, 'ai'))
  await symlink(path.join(packageFolder, 'node_modules/zod'), path.join(modules, 'zod'))
  await symlink(path.join(packageFolder, '../core'), path.join(modules, '@code-mode/core'))
  // Outside of node_modules, where Node takes types off.
  await cp(path.join(packageFolder, 'src'), path.join(folder, 'adapter'), { recursive: true })
  await writeFile(path.join(folder, 'package.json'), '{"type": "module"}')
  return folder
}

/** Runs a program with the adapter of the application. */
async function run(folder: string, name: string, source: string): Promise<string> {
  await writeFile(path.join(folder, name), source.replaceAll("'@code-mode/ai-sdk'", "'./adapter/index.ts'"))
  const { AI_GATEWAY_API_KEY: _key, ...env } = process.env
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@code-mode/source', '--no-warnings', name],
    { cwd: folder, env },
  )
  return stdout
}

describe.each([
  ['6', 'ai-6'],
  ['7', 'ai'],
])('with AI SDK %s installed', (major, ai) => {
  it('the program of the README runs', { timeout: 90_000 }, async () => {
    const folder = await application(ai)
    const manifest = await readFile(path.join(folder, 'node_modules/ai/package.json'), 'utf8')
    expect((JSON.parse(manifest) as { readonly version: string }).version.split('.')[0]).toBe(major)
    const readme = await readFile(path.join(packageFolder, 'README.md'), 'utf8')
    const program = /^```js\n(.*?)^```/msu.exec(readme)?.[1] ?? ''
    expect(await run(folder, 'program.mjs', program)).toBe('45 It is 45.\n')
  })

  it.each(['ai-sdk-agent', 'workflow-reuse'])('the example %s runs', { timeout: 90_000 }, async (story) => {
    const folder = await application(ai)
    await cp(path.join(examples, story, 'scripted-model.ts'), path.join(folder, 'scripted-model.ts'))
    const program = await readFile(path.join(examples, story, `${story}.ts`), 'utf8')
    expect(await run(folder, `${story}.ts`, program)).toMatch(/Bob spent most|most frequent word is "to"/u)
  })
})
