import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'

const src = path.join(import.meta.dirname, '..', 'src')

/** All that is loaded with a file, before anything is asked of it. */
async function loadedWith(file: string, seen: Set<string> = new Set()): Promise<ReadonlySet<string>> {
  const text = await readFile(path.join(src, file), 'utf8')
  for (const [, name = ''] of text.matchAll(/^(?:import|export) (?!type )[^'"]*?from '([^']+)'/gmsu)) {
    const found = name.startsWith('.') ? path.join(path.dirname(file), name) : name
    if (seen.has(found)) continue
    seen.add(found)
    if (name.startsWith('.')) await loadedWith(found, seen)
  }
  return seen
}

const speaksHttp = (name: string): boolean => /^node:https?$|streamableHttp|^http\//u.test(name)

it('a server on stdin and stdout loads nothing of HTTP', async () => {
  const loaded = await loadedWith('bin/serve.ts')
  expect(loaded.size).toBeGreaterThan(10)
  expect([...loaded].filter(speaksHttp)).toEqual([])
})

it('an application that serves no HTTP loads no HTTP server', async () => {
  const loaded = await loadedWith('index.ts')
  expect([...loaded].filter(speaksHttp).filter((name) => !name.startsWith('http/'))).toEqual([])
})
