import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { readDefinitionFile } from '../../src/tools/definitions/read-definition.ts'
import { temporaryFolder } from './temporary-folder.ts'

const YAML = `name: sample
description: "A 'text'"
command: echo
timeout: 60
tags: [a, b]
schema:
  options: { flag_x: { type: boolean }, n: &n { type: integer, short: n }, m: *n }
  positional:
    - name: text
      enum: [one, two]
recipes:
  run:
    preset: { flag_x: true, n: 5 }
    params: { text: { default: one } }
`
const JSON_TEXT = JSON.stringify(
  { mcpServers: { a: { command: 'x', args: ['y'], env: { A: 'b' } }, b: { url: 'http://127.0.0.1:1/mcp' } } },
  undefined,
  2,
)
const SCRAPS = [
  '\t',
  '\n',
  '  ',
  ': ',
  '- ',
  '&a ',
  '*a',
  '*n',
  '<<: *n',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '\0',
  '\uD800',
  '\u2028',
  '#',
  '|',
  '>',
  '%YAML 1.1',
  '---\n',
  '...',
  '!!js ',
  '? ',
  '1e999',
  '~',
  'null',
  'yes',
  '__proto__: 1',
  'constructor',
  '$',
  '${A}',
]

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function mutate(text: string, random: () => number): Buffer {
  let result = text
  const place = (): number => Math.floor(random() * (result.length + 1))
  for (let count = 1 + Math.floor(random() * 3); count > 0; count -= 1) {
    const [from, to] = [place(), place()].toSorted((left, right) => left - right) as [number, number]
    const kind = Math.floor(random() * 5)
    if (kind === 0) result = result.slice(0, from) + result.slice(Math.min(to, from + 8))
    else if (kind === 1) result = result.slice(0, to) + result.slice(from, to) + result.slice(to)
    else if (kind === 2) result = result.slice(0, from)
    else result = result.slice(0, from) + SCRAPS[Math.floor(random() * SCRAPS.length)] + result.slice(from)
  }
  const bytes = Buffer.from(result)
  if (random() < 0.1 && bytes.length > 0) bytes[Math.floor(random() * bytes.length)] = 0xff
  return bytes
}

test.each([
  ['sample.yaml', YAML],
  ['mcp.json', JSON_TEXT],
])(
  '%s, spoilt in 400 ways, always gives definitions or problems with their file, and quickly',
  async (name, text) => {
    const folder = await temporaryFolder()
    const file = join(folder, name)
    const random = randomNumbers(20_260_101)
    let refused = 0
    // A map of no servers is right, and holds none.
    const least = name === 'mcp.json' ? 0 : 1
    for (let round = 0; round < 400; round += 1) {
      const bytes = mutate(text, random)
      await rm(file, { force: true })
      await writeFile(file, bytes)
      const started = performance.now()
      const { definitions, problems } = await readDefinitionFile(file)
      expect(performance.now() - started).toBeLessThan(2000)
      const shown = `round ${round}: ${JSON.stringify(bytes.toString('utf8'))}`
      for (const { origin, message } of problems) {
        expect(origin.startsWith(file), shown).toBe(true)
        expect(message.length, shown).toBeGreaterThan(5)
        expect(message, shown).not.toMatch(/undefined|\[object Object\]|is not a function|Cannot read/)
      }
      expect(definitions.length + problems.length, shown).toBeGreaterThanOrEqual(least)
      if (problems.length > 0) refused += 1
    }
    expect(refused).toBeGreaterThan(100)
  },
  60_000,
)
