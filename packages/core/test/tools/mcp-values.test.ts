import { expect, test } from 'vitest'

import { rawYaml } from './mcp-fixture.ts'
import { call, openRegistry } from './open-registry.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function rawRegistry() {
  return openRegistry([await temporaryFolder({ 'raw.yaml': rawYaml('raw') })])
}

test('structured content that does not fit its schema, or is no object, is data all the same', async () => {
  const registry = await rawRegistry()
  expect(await call(registry, 'raw.wrong_output')).toEqual({ sum: 'three' })
  expect(await call(registry, 'raw.list_output')).toEqual([1, { two: 2 }])
  expect(await call(registry, 'raw.nothing')).toBeNull()
})

test('a picture that comes beside structured content stands after it', async () => {
  const registry = await rawRegistry()
  expect(await call(registry, 'raw.picture_and_data')).toEqual([
    { sum: 3 },
    { type: 'image', mime_type: 'image/png', data: new Uint8Array([1, 2]) },
  ])
})

test('every kind of block is kept, in order; what is no block is left out', async () => {
  const registry = await rawRegistry()
  expect(await call(registry, 'raw.blocks')).toEqual([
    'first',
    { type: 'audio', mime_type: 'audio/wav', data: new Uint8Array([255]) },
    { type: 'resource', uri: 'a://text', mime_type: 'text/plain', text: 'inside' },
    { type: 'resource', uri: 'a://blob', mime_type: null, data: new Uint8Array([7, 8]) },
    { type: 'resource_link', uri: 'a://link', name: 'link', description: null, mime_type: null },
    { type: 'hologram', depth: 3 },
    'last',
  ])
})

test('keys that name the prototype are data and change no object', async () => {
  const registry = await rawRegistry()
  const value = await call(registry, 'raw.prototype_keys')
  expect(value).toMatchObject({ plain: 4 })
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
  expect((value as unknown as { polluted?: number }).polluted).toBeUndefined()
})
