import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ERROR_CODES, ToolRegistry, toolSource } from '../src/index.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const CORE = new URL('../src/index.ts', import.meta.url).href
const pages = [
  'README.md',
  'packages/core/README.md',
  ...(await readdir(join(ROOT, 'docs'))).map((name) => `docs/${name}`),
]

const programs = (
  await Promise.all(
    pages.map(async (page) => {
      const text = await readFile(join(ROOT, page), 'utf8')
      return [...text.matchAll(/^```js\n(.*?)^```/gms)].map((fence, index) => ({
        page,
        number: index + 1,
        code: fence[1] as string,
      }))
    }),
  )
).flat()

describe('a program in the documentation', () => {
  it.each(programs)('$page, number $number, runs and its assertions hold', async ({ code }) => {
    const folder = await temporaryFolder()
    const file = join(folder, 'program.mjs')
    await writeFile(file, code.replaceAll("'@code-mode/core'", JSON.stringify(CORE)))
    const { stderr } = await promisify(execFile)(process.execPath, ['--conditions=@code-mode/source', file], {
      cwd: folder,
    })
    expect(stderr).not.toContain('Assertion failed')
  })
})

it('every tool definition in the documentation loads', async () => {
  const text = await readFile(join(ROOT, 'docs', 'tools.md'), 'utf8')
  const fences = [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map((fence) => fence[1] as string)
  const folder = await temporaryFolder()
  for (const [index, fence] of fences.entries()) await writeFile(join(folder, `tool-${index}.yaml`), fence)
  const registry = new ToolRegistry({ sources: [toolSource(folder)] })
  onTestFinished(() => registry.close())
  const { tools, problems } = await registry.snapshot()
  expect(problems).toEqual([])
  expect(tools.map((tool) => tool.name)).toEqual(['git'])
})

it('the table of errors in docs/errors.md lists every code with its meaning', async () => {
  const table = Object.entries(ERROR_CODES).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`)
  expect(await readFile(join(ROOT, 'docs', 'errors.md'), 'utf8')).toContain(table.join('\n'))
})
