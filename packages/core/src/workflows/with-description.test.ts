import { describe, expect, it } from 'vitest'
import { withDescription } from './with-description.ts'
import { readWorkflowHeader } from './workflow-header.ts'

const run = 'def run(): pass\n'

describe('withDescription', () => {
  it('writes a docstring where there is none', async () => {
    expect(await withDescription(run, 'Does it.')).toBe(`"""Does it."""\n\n${run}`)
  })

  it('writes a comment above a docstring that says something else, and replaces it later', async () => {
    const first = await withDescription(`"""Old."""\n${run}`, 'New.')
    expect(first).toBe(`# description: New.\n"""Old."""\n${run}`)
    expect(await withDescription(first, 'Newer.')).toBe(`# description: Newer.\n"""Old."""\n${run}`)
  })

  it('keeps what must stay first, the kind of line ends, and the byte order mark', async () => {
    expect(await withDescription(`\uFEFF#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n${run}`, 'D.')).toBe(
      `\uFEFF#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n"""D."""\n\n${run}`,
    )
    expect(await withDescription('import os\r\ndef run(): pass\r\n', 'D.')).toBe(
      '"""D."""\r\n\r\nimport os\r\ndef run(): pass\r\n',
    )
  })

  it.each([
    'Plain.',
    'Two\n  lines\tand "quotes", \'more\' and """ three.',
    'Ends with a backslash \\',
    'Args:',
    ':param x: y',
    '# description: nested',
    'Größe 漢字 🎉',
    '"',
  ])('round trips %j, also twice', async (description) => {
    const expected = description.replace(/\s+/gu, ' ')
    for (const source of [
      run,
      `"""Old.\n\nText."""\n${run}`,
      `#    indented\n${run}`,
      `from __future__ import annotations\n${run}`,
      `# description: x\n#    more\n${run}`,
    ]) {
      const once = await withDescription(source, description)
      expect((await readWorkflowHeader('w', once)).description).toBe(expected)
      expect(await withDescription(once, description)).toBe(once)
      expect(once.endsWith(run)).toBe(true)
    }
  })

  it('leaves the source alone when there is nothing to say or it is said already', async () => {
    expect(await withDescription(run, ' \n ')).toBe(run)
    expect(await withDescription(`"""Same\nthing.\n\nMore."""\n${run}`, 'Same thing.')).toBe(
      `"""Same\nthing.\n\nMore."""\n${run}`,
    )
  })
})
