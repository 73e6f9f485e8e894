import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { ERROR_CODES, ToolRegistry, toolSource } from '../src/index.ts'
import { openWorkshop, writeWheel } from './deps/support.ts'
import type { Workshop } from './deps/support.ts'
import { fencesOf, ROOT, userPages } from './docs/pages.ts'
import { folderInside, homeOf } from './docs/program-home.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const pages = await userPages()
const read = (page: string): Promise<string> => readFile(path.join(ROOT, page), 'utf8')

/** Programs get a home of their own, and a package index that needs no network. */
let workshop: Workshop
beforeAll(async () => {
  workshop = await openWorkshop()
  const code =
    '__version__ = "0.9.0"\ndef tabulate(rows):\n    return "\\n".join("  ".join(map(str, row)) for row in rows)\n'
  await writeWheel(workshop, { name: 'tabulate', version: '0.9.0', files: { 'tabulate.py': code } })
})
afterAll(() => workshop.remove())

describe('a program in the documentation', () => {
  it.each(fencesOf(pages, 'js'))(
    '$page, number $number, runs and its assertions hold',
    { timeout: 90_000 },
    async ({ code, output }) => {
      const file = path.join(await folderInside(await homeOf(code)), 'program.mjs')
      await writeFile(file, code)
      const { PIP_NO_INDEX, PIP_FIND_LINKS, UV_CONFIG_FILE, HOME } = workshop.env
      const program = spawn(process.execPath, ['--conditions=@code-mode/source', file], {
        cwd: await temporaryFolder(),
        env: {
          ...process.env,
          HOME,
          PIP_NO_INDEX,
          PIP_FIND_LINKS,
          UV_CONFIG_FILE,
          XDG_CACHE_HOME: workshop.cacheDirectory,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 80_000,
      })
      const [stderr, stdout, [exitCode]] = await Promise.all([
        text(program.stderr),
        text(program.stdout),
        once(program, 'close') as Promise<[number | null]>,
      ])
      expect({ exitCode, stderr }).toEqual({
        exitCode: 0,
        stderr: expect.not.stringContaining('Assertion failed'),
      })
      // A block of text right behind a program is what it prints.
      expect(stdout).toBe(output ?? stdout)
    },
  )
})

it('every tool definition in docs/tools.md loads', async () => {
  const fences = fencesOf(pages, 'yaml').filter(({ page }) => page === 'docs/tools.md')
  const folder = await temporaryFolder()
  for (const { number, code } of fences) await writeFile(path.join(folder, `tool-${number}.yaml`), code)
  const registry = new ToolRegistry({ sources: [toolSource(folder)] })
  onTestFinished(() => registry.close())
  const { tools, problems } = await registry.snapshot()
  expect(problems).toEqual([])
  expect(tools.map((tool) => tool.name)).toEqual(['git'])
})

it('the table of errors in docs/errors.md lists every code with its meaning', async () => {
  const table = Object.entries(ERROR_CODES).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`)
  expect(await read('docs/errors.md')).toContain(table.join('\n'))
})

/** With `-u` the page gets the code of the files. */
it('docs/integrations.md shows the patterns as they are in examples/integration-patterns', async () => {
  const page = path.join(ROOT, 'docs/integrations.md')
  const sections = (await readFile(page, 'utf8')).split(/^(?=## )/mu)
  const shown = await Promise.all(
    sections.map(async (section) => {
      const title = /^## (.+)\n/u.exec(section)?.[1]
      if (title === undefined || !section.includes('\n```ts\n')) return section
      const name = title.toLowerCase().replaceAll(' ', '-').replace(/^a-/u, '')
      const code = await read(`examples/integration-patterns/${name}.ts`)
      return section.replace(/^```ts\n.*?^```/msu, () => `\`\`\`ts\n${code}\`\`\``)
    }),
  )
  await expect(shown.join('')).toMatchFileSnapshot(page)
})
