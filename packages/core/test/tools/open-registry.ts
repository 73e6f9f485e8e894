import { afterEach } from 'vitest'

import type { DefinitionSourceOptions } from '../../src/tools/definitions/definition-source.ts'
import { ToolRegistry } from '../../src/tools/registry.ts'
import { toolSource } from '../../src/tools/tool-sources.ts'
import type { ToolSource } from '../../src/tools/tool.ts'
import type { Value } from '../../src/kernel/wire/value.ts'

const open: ToolRegistry[] = []

/** A registry over paths and sources, closed after the test. */
export function openRegistry(
  sources: readonly (string | ToolSource)[],
  options: DefinitionSourceOptions = {},
): ToolRegistry {
  const registry = new ToolRegistry({ sources: sources.map((source) => toolSource(source, options)) })
  open.push(registry)
  return registry
}

/** Calls `tool` or `tool.callable` with named arguments and gives the value. */
export async function call(
  registry: ToolRegistry,
  path: string,
  kwargs: Readonly<Record<string, Value>> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Value> {
  const [tool = '', callable] = path.split('.')
  return (await registry.call({ tool, callable: callable ?? null, args: [], kwargs, signal })).value
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((registry) => registry.close()))
})
