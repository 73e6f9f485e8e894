import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { commandsIn, unknownWords } from './docs/commands.ts'
import { brokenLinks } from './docs/links.ts'
import { EARLIER_NAMES } from './docs/earlier-names.ts'
import { allPages, fencesOf, ROOT, userPages } from './docs/pages.ts'
import { folderInside, homeOf } from './docs/program-home.ts'

const pages = await userPages()
const errorOf = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

it('every TypeScript block in the documentation is type-correct', { timeout: 300_000 }, async () => {
  const folders = new Map<string, string>()
  const files: string[] = []
  for (const { page, number, code } of fencesOf(pages, 'ts')) {
    const home = await homeOf(code)
    const folder = folders.get(home) ?? (await folderInside(home))
    folders.set(home, folder)
    const file = path.join(folder, `${page.replaceAll(/\W/gu, '-')}-${number}.ts`)
    await writeFile(file, code)
    files.push(file)
  }
  expect(files).not.toEqual([])
  const project = path.join(await folderInside(path.join(ROOT, 'packages/core')), 'tsconfig.json')
  const compilerOptions = { noEmit: true, noUnusedLocals: false, moduleDetection: 'force' }
  await writeFile(
    project,
    JSON.stringify({ extends: path.join(ROOT, 'tsconfig.base.json'), compilerOptions, files }),
  )
  const tsc = path.join(ROOT, 'node_modules/.bin/tsc')
  const complaints = await promisify(execFile)(tsc, ['-p', project, '--pretty', 'false']).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  )
  expect(complaints).toBe('')
})

describe('every block in the documentation', () => {
  it('of JSON is JSON', () => {
    const broken = fencesOf(pages, 'json').flatMap(({ page, number, code }) => {
      const message = errorOf(() => JSON.parse(code))
      return message === undefined ? [] : [`${page}, number ${number}: ${message}`]
    })
    expect(broken).toEqual([])
  })

  it('of YAML is YAML', () => {
    const broken = fencesOf(pages, 'yaml').flatMap(({ page, number, code }) =>
      [parseAllDocuments(code)]
        .flat()
        .flatMap(({ errors }) => errors.map((error) => `${page}, number ${number}: ${error.message}`)),
    )
    expect(broken).toEqual([])
  })

  it('of Python compiles, with await at the top', async () => {
    const fences = fencesOf(pages, 'python')
    expect(fences).not.toEqual([])
    const script = `
import ast, json, sys
for fence in json.loads(sys.argv[1]):
    try:
        compile(fence["code"], fence["page"], "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError as error:
        print(f"{fence['page']}, number {fence['number']}, line {error.lineno}: {error.msg}")
`
    const { stdout } = await promisify(execFile)('python3', ['-I', '-c', script, JSON.stringify(fences)])
    expect(stdout).toBe('')
  })
})

it('every command in the documentation exists, with its flags', { timeout: 120_000 }, async () => {
  const commands = fencesOf(pages, 'sh', 'json').flatMap(commandsIn)
  expect(commands).not.toEqual([])
  const unknown: string[] = []
  for (const command of commands) unknown.push(...(await unknownWords(command)))
  expect(unknown).toEqual([])
})

it('every link in the documentation leads to a file and a heading that exist', async () => {
  expect((await Promise.all((await allPages()).map(brokenLinks))).flat()).toEqual([])
})

it('every page of docs/ can be reached from the first page', async () => {
  const texts = new Map(pages.map((page) => [page.path, page.text]))
  const reached = new Set(['README.md'])
  for (const page of reached) {
    for (const [, target = ''] of (texts.get(page) ?? '').matchAll(/\]\(([^)\s#]+)/gu))
      reached.add(path.posix.join(path.posix.dirname(page), target))
  }
  const lost = pages.map((page) => page.path).filter((page) => page.startsWith('docs/') && !reached.has(page))
  expect(lost).toEqual([])
})

it('what a build for places without processes says is in docs/where-it-runs.md', async () => {
  const folder = await folderInside(path.join(ROOT, 'packages/core'))
  const entry = path.join(folder, 'program.mjs')
  await writeFile(entry, "import { Session } from '@code-mode/core'\nawait Session.open({})\n")
  const esbuild = path.join(ROOT, 'node_modules/.bin/esbuild')
  const args = [entry, '--bundle', '--platform=browser', '--format=esm', '--log-limit=0']
  const complaints = await promisify(execFile)(esbuild, [
    ...args,
    '--conditions=@code-mode/source',
    `--outfile=${path.join(folder, 'out.js')}`,
  ]).then(
    () => '',
    (error: { readonly stderr: string }) => error.stderr,
  )
  const page = pages.find((one) => one.path === 'docs/where-it-runs.md')
  const quoted = fencesOf(page === undefined ? [] : [page], 'text')
    .at(-1)
    ?.code.trim()
  expect(quoted).toContain('node:child_process')
  expect(complaints).toContain(quoted)
})

it('the page for users of py-code-mode names all that they know', async () => {
  const page = (await userPages()).find((one) => one.path === 'docs/coming-from-py-code-mode.md')
  const missing = EARLIER_NAMES.filter(
    (name) => !new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'u').test(page?.text ?? ''),
  )
  expect(missing).toEqual([])
})
