import { describe, expect, it } from 'vitest'
import type { ToolSummary } from '../tools/tool-summary.ts'
import { toolCatalogue } from './tool-catalogue.ts'

function tools(count: number): readonly ToolSummary[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `tool_${index}`,
    description: `Does thing\n ${index}`,
    tags: [],
    callables: [
      {
        name: 'get',
        description: 'Gets it with\nall of its parts',
        signature: 'get(url: str, silent: bool = False)',
      },
      { name: null, description: '', signature: 'tool(url: str)' },
    ],
  }))
}

describe('the catalogue of tools', () => {
  it('is nothing where there are none', () => {
    expect(toolCatalogue([])).toBe('')
  })

  it('shows signatures with descriptions, each on one line, while they fit', () => {
    expect(toolCatalogue(tools(1))).toBe(
      [
        '# tool_0: Does thing 0',
        'tools.tool_0.get(url: str, silent: bool = False)  # Gets it with all of its parts',
        'tools.tool_0(url: str)',
      ].join('\n'),
    )
  })

  it('leaves out descriptions, then parameters, then names as they fit no more', () => {
    const many = tools(20)
    expect(toolCatalogue(many, { maxTokens: 1_000 })).toContain('# Gets it')
    const signatures = toolCatalogue(many, { maxTokens: 600 })
    expect(signatures).toContain('tools.tool_19.get(url: str, silent: bool = False)\n')
    expect(signatures).not.toContain('# Gets it')
    const names = toolCatalogue(many, { maxTokens: 200 })
    expect(names).toContain('tools.tool_19: get, (itself)')
    expect(names).not.toContain('url')
    expect(toolCatalogue(many, { maxTokens: 60 })).toBe(
      'There are 20 tools with 40 functions: too many to list here. Find them with tools.search("words") and read help(tools.<tool>.<function>).',
    )
  })

  it('never takes more than its tokens, at four characters each', () => {
    for (const maxTokens of [60, 200, 600, 1_000, 4_000]) {
      expect(toolCatalogue(tools(60), { maxTokens }).length).toBeLessThanOrEqual(maxTokens * 4)
    }
  })
})
