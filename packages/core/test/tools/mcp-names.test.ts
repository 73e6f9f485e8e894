import { expect, test } from 'vitest'

import { rawYaml } from './mcp-fixture.ts'
import { call, openRegistry } from './open-registry.ts'
import { temporaryFolder } from './temporary-folder.ts'

const NAMES: readonly (readonly [original: string, written: string])[] = [
  ['get-user', 'get_user_2'],
  ['get_user', 'get_user'],
  ['get.user', 'get_user_3'],
  ['a/b/c', 'a_b_c'],
  ['UPPER', 'UPPER'],
  ['9lives', 'x9lives'],
  ['class', 'class_'],
  ['_private', 'x_private'],
  ['naïve ☃', 'na_ve__'],
  ['list', 'list_'],
  ['call_sync', 'call_sync_'],
  ['constructor', 'constructor'],
  ['__proto__', 'x__proto__'],
  ['toString', 'toString'],
]

async function namesRegistry() {
  return openRegistry([await temporaryFolder({ 'raw.yaml': rawYaml('raw', { LIST: 'names' }) })])
}

test('every tool of a server can be called, whatever its name: as an identifier and by the name it has', async () => {
  const registry = await namesRegistry()
  const callables = await registry.listCallables('raw')
  expect(callables.map(({ name }) => name)).toEqual(NAMES.map(([, written]) => written))
  for (const [original, written] of NAMES) {
    expect(await call(registry, `raw.${written}`)).toBe(original)
    const request = { tool: 'raw', callable: original, args: [], kwargs: {} }
    const { value } = await registry.call({ ...request, signal: new AbortController().signal })
    expect(value).toBe(original)
  }
})

test('a wrong callable gets the nearest right one', async () => {
  const registry = await namesRegistry()
  await expect(call(registry, 'raw.a-b-d')).rejects.toMatchObject({
    code: 'TOOL_NOT_FOUND',
    message: 'The tool "raw" has no callable "a-b-d". Did you mean "a_b_c"?',
  })
})

test('wrong entries of a list hide no other', async () => {
  const folder = await temporaryFolder({ 'raw.yaml': rawYaml('raw', { LIST: 'broken' }) })
  const registry = openRegistry([folder])
  expect((await registry.listCallables('raw')).map(({ signature }) => signature)).toEqual([
    'ok() -> Any',
    'odd(a: Any = None) -> Any',
  ])
  expect(await call(registry, 'raw.ok')).toBe('ok')
})
