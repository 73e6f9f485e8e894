import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { ROOT } from './pages.ts'
import type { Page } from './pages.ts'

/** The links of a page into this repository that lead nowhere. */
export async function brokenLinks(page: Page): Promise<readonly string[]> {
  const prose = page.text.replaceAll(/^[ \t]*```.*?^[ \t]*```/gmsu, '').replaceAll(/`[^`\n]*`/gu, '')
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/gu)].map(([, target = '']) => target)
  const inside = targets.filter((target) => !/^[a-z]+:/u.test(target))
  const broken = await Promise.all(
    inside.map(async (target) => ((await leadsSomewhere(page, target)) ? [] : [`${page.path}: ${target}`])),
  )
  return broken.flat()
}

async function leadsSomewhere(page: Page, target: string): Promise<boolean> {
  const [file = '', anchor] = target.split('#', 2)
  const destination = file === '' ? page.path : path.posix.join(path.posix.dirname(page.path), file)
  const absolute = path.join(ROOT, destination)
  if (destination.startsWith('..') || !existsSync(absolute)) return false
  if (anchor === undefined) return true
  return (await stat(absolute)).isFile() && anchorsOf(await readFile(absolute, 'utf8')).has(anchor)
}

/** What a heading is called in an address: lower case, spaces as dashes, no punctuation; a second one gets `-1`. */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of text.replaceAll(/^```.*?^```/gmsu, '').matchAll(/^#{1,6} +(.+?)\s*$/gmu)) {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, '$1')
    const slug = plain
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-')
    let anchor = slug
    for (let copy = 1; anchors.has(anchor); copy++) anchor = `${slug}-${copy}`
    anchors.add(anchor)
  }
  return anchors
}
