import { describe, expect, it } from 'vitest'
import { complete } from './completion.ts'
import type { KnownNames } from './known-names.ts'
import { parameterNames } from './parameter-names.ts'

const names: KnownNames = {
  tools: [
    {
      name: 'curl',
      callables: [
        { name: null, parameters: ['url', 'silent'] },
        { name: 'get', parameters: ['url', 'silent'] },
        { name: 'post', parameters: ['url', 'data'] },
      ],
    },
    { name: 'calc', callables: [{ name: 'add', parameters: ['a', 'b'] }] },
  ],
  workflows: [{ name: 'fetch_json', parameters: ['url', 'retries'] }],
  artifacts: ['report', 'report_2', 'table'],
  deps: ['pandas'],
}

function candidates(before: string): readonly string[] {
  const sources = { names, variables: ['total', 'totals'], commands: ['%help', '%time'] }
  return complete(before, sources).candidates
}

describe('completion', () => {
  it.each([
    ['tools.c', ['calc.', 'curl']],
    ['tools.curl', ['curl(', 'curl.']],
    ['x = tools.curl.', ['get(', 'list(', 'post(']],
    ['tools.curl.g', ['get(']],
    ['tools.curl.get(', ['silent=', 'url=']],
    ['tools.curl.get(u', ['url=']],
    ['tools.curl.get(url=1, ', ['silent=']],
    ['tools.curl.get(url=', []],
    ['tools.curl.post.call_async(\n    d', ['data=', 'def', 'del', 'deps', 'dict(', 'dir(']],
    ['tools.curl(si', ['silent=']],
    ['workflows.f', ['fetch_json(']],
    ['workflows.fetch_json(r', ['raise', 'range(', 'repr(', 'retries=', 'return', 'reversed(', 'round(']],
    ['workflows.invoke("', ['fetch_json"']],
    ["artifacts.load('rep", ["report'", "report_2'"]],
    ['artifacts.delete("t', ['table"']],
    ['artifacts.l', ['list(', 'load(']],
    ['deps.r', ['remove(']],
    ['deps.remove("', ['pandas"']],
    ['tot', ['total', 'totals']],
    ['wor', ['workflows']],
    ['whil', ['while']],
    ['%t', ['%time']],
    ['x.tools.c', []],
    ['f().tools.c', []],
    ['"tools.c', []],
    ['# tools.c', []],
    ['print("', []],
    ['', []],
  ] as const)('of %j', (before, expected) => {
    expect(candidates(before)).toEqual(expected)
  })

  it('says where the text begins that is replaced', () => {
    const sources = { names, variables: [], commands: [] }
    expect(complete('y = tools.cu', sources).from).toBe('y = tools.'.length)
    expect(complete('artifacts.load("re', sources).from).toBe('artifacts.load("'.length)
  })
})

describe('the parameters of a signature', () => {
  it('are its names, without what stands in defaults and types', () => {
    expect(
      parameterNames('get(url: str, *, pairs: dict[str, int] = {"a,b": (1, 2)}, **rest) -> str'),
    ).toEqual(['url', 'pairs'])
    expect(parameterNames('get()')).toEqual([])
    expect(parameterNames('get')).toEqual([])
  })
})
