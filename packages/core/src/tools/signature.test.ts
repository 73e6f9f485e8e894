import { expect, test } from 'vitest'

import type { JsonObject } from '../kernel/json.ts'
import { schemaParameters } from './schema-parameters.ts'
import { pythonLiteral, pythonType, renderSignature, schemaTypeName } from './signature.ts'

test('types of JSON Schema read as types of Python', () => {
  expect(pythonType('string | null')).toBe('str | None')
  expect(pythonType('any')).toBe('Any')
  expect(schemaTypeName({ anyOf: [{ type: 'string' }, { type: 'null' }] })).toBe('string | null')
  expect(schemaTypeName({ enum: ['a', 'b'] })).toBe('string')
  expect(schemaTypeName({})).toBe('any')
  let deep: JsonObject = { type: 'string' }
  for (let depth = 0; depth < 100_000; depth += 1) deep = { anyOf: [deep] }
  expect(schemaTypeName(deep)).toBe('any')
})

test('defaults read as Python', () => {
  expect(pythonLiteral({ a: [true, null, 1.5, 'x "y"'] })).toBe('{"a": [True, None, 1.5, "x \\"y\\""]}')
})

test('parameters follow the properties with required ones first, and references are followed', () => {
  const inputSchema = {
    type: 'object',
    properties: {
      limit: { type: 'integer', default: 5 },
      'user-id': { $ref: '#/$defs/id' },
      class: { type: 'string' },
    },
    required: ['user-id'],
    $defs: { id: { type: 'integer', description: 'whose' } },
  }
  const { parameters, properties } = schemaParameters(inputSchema)
  const callable = {
    name: 'find',
    description: '',
    parameters,
    inputSchema,
    invoke: () => Promise.reject(new Error('not called')),
  }
  expect(renderSignature(callable, 'users')).toBe(
    'find(user_id: int, limit: int = 5, class_: str = None) -> Any',
  )
  expect(properties.get('class_')).toBe('class')
  expect(parameters[0]?.description).toBe('whose')
})
