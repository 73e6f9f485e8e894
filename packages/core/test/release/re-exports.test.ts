import { describe, expect, it } from 'vitest'
import { entriesOf, publicNames } from '../support/public-names.ts'

/** What a first program needs besides the adapter's own names. Core's names, under the same names. */
const VALUES = [
  'CodeModeError',
  'FileStorage',
  'MemoryStorage',
  'Session',
  'SessionPool',
  'SubprocessExecutor',
  'functionTools',
  'toolSource',
]
const TYPES = [
  'ErrorCode',
  'Executor',
  'HostFunction',
  'JsonValue',
  'OperationOptions',
  'RunError',
  'RunOptions',
  'RunResult',
  'SessionApi',
  'SessionEvent',
  'SessionOptions',
  'SessionPoolOptions',
  'Storage',
  'ToolSource',
]
/** The command line is a program: nobody imports it. */
const ADAPTERS = ['mcp', 'ai-sdk', 'langchain']

const namesOf = async (name: string): Promise<readonly string[]> => {
  const [entry] = await entriesOf(name)
  return (await publicNames(entry?.source ?? '')).trim().split('\n')
}

it('core has every name that an adapter passes on', async () => {
  const wanted = [...VALUES.map((name) => `value ${name}`), ...TYPES.map((name) => `type ${name}`)]
  expect(await namesOf('core')).toEqual(expect.arrayContaining(wanted))
})

describe.each(ADAPTERS)('@code-mode/%s', (adapter) => {
  it('passes on what a first program needs of core, so that one install is enough', async () => {
    const wanted = [...VALUES.map((name) => `value ${name}`), ...TYPES.map((name) => `type ${name}`)]
    expect(await namesOf(adapter)).toEqual(expect.arrayContaining(wanted))
  })

  it('gives the same objects as core, not a copy of it', { timeout: 90_000 }, async () => {
    const [own, core] = await Promise.all(
      [adapter, 'core'].map(async (name) => {
        const [entry] = await entriesOf(name)
        return (await import(entry?.source ?? '')) as Readonly<Record<string, unknown>>
      }),
    )
    expect(VALUES.filter((name) => own?.[name] === undefined || own[name] !== core?.[name])).toEqual([])
  })
})
