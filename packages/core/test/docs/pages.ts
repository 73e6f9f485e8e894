import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT: string = fileURLToPath(new URL('../../../..', import.meta.url))

export interface Page {
  /** From the root of the repository. */
  readonly path: string
  readonly text: string
}

export interface Fence {
  readonly page: string
  /** Which of the page's fences of this language, from 1. */
  readonly number: number
  readonly language: string
  readonly code: string
  /** The text block that follows at once, with nothing between. */
  readonly output?: string
}

/** What a user reads: the first page, `docs/`, and the page of each package. */
export async function userPages(): Promise<readonly Page[]> {
  const docs = (await readdir(path.join(ROOT, 'docs'))).filter((name) => name.endsWith('.md'))
  const packages = await readdir(path.join(ROOT, 'packages'))
  return readPages([
    'README.md',
    ...docs.map((name) => `docs/${name}`),
    ...packages.map((name) => `packages/${name}/README.md`),
  ])
}

/** The user's pages and those for people who work on the repository. */
export async function allPages(): Promise<readonly Page[]> {
  return [
    ...(await userPages()),
    ...(await readPages([
      'AGENTS.md',
      'ARCHITECTURE.md',
      'CONTRIBUTING.md',
      'packages/core/src/kernel/wire/WIRE.md',
    ])),
  ]
}

async function readPages(paths: readonly string[]): Promise<readonly Page[]> {
  const there = paths.filter((page) => existsSync(path.join(ROOT, page))).sort()
  return Promise.all(
    there.map(async (page) => ({ path: page, text: await readFile(path.join(ROOT, page), 'utf8') })),
  )
}

/** The fenced blocks of these languages, also those indented in a list. */
export function fencesOf(pages: readonly Page[], ...languages: readonly string[]): readonly Fence[] {
  return pages.flatMap((page) => {
    const counts = new Map<string, number>()
    return [...page.text.matchAll(/^([ \t]*)```(\w+)[^\n]*\n(.*?)^\1```(?:\n\n```text\n(.*?)^```)?/gms)]
      .map(([, indent = '', language = '', body = '', output]) => ({
        language,
        code: body.replaceAll(new RegExp(`^${indent}`, 'gmu'), ''),
        ...(output === undefined ? {} : { output }),
      }))
      .filter(({ language }) => languages.includes(language))
      .map((block) => {
        const number = (counts.get(block.language) ?? 0) + 1
        counts.set(block.language, number)
        return { page: page.path, number, ...block }
      })
  })
}
