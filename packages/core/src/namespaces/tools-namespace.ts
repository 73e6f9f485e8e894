import type { GuestCall } from '../kernel/guest-call.ts'
import type { Value } from '../kernel/wire/value.ts'
import type { ToolRegistry } from '../tools/registry.ts'
import { bindArguments } from './bind-arguments.ts'
import { meantMethod } from './meant-method.ts'
import type { Namespace, NamespaceMethod } from './namespace.ts'

/** `tools.*`: its own methods, and `<tool>`, `<tool>.<callable>` and `<tool>.list` for every tool there is. */
export function toolsNamespace(options: {
  readonly registry: ToolRegistry
  /** Told of one line of progress of a long call. */
  readonly onProgress: (call: GuestCall, message: string) => void
}): Namespace {
  const { registry } = options
  const own = new Map<string, NamespaceMethod>([
    [
      'list',
      async (call) => {
        bindArguments('tools.list', {}, await call.arguments())
        return { value: (await registry.listAll({ signal: call.signal })) as unknown as Value }
      },
    ],
    [
      'search',
      async (call) => {
        const { query, limit } = bindArguments(
          'tools.search',
          { query: { type: 'text' }, limit: { type: 'count', default: 10 } },
          await call.arguments(),
        )
        return { value: (await registry.search(query, { limit, signal: call.signal })) as unknown as Value }
      },
    ],
    [
      'describe',
      async (call) => {
        const { tool } = bindArguments('tools.describe', { tool: { type: 'text' } }, await call.arguments())
        return { value: await registry.describe(tool, { signal: call.signal }) }
      },
    ],
    [
      'names',
      async (call) => {
        bindArguments('tools.names', {}, await call.arguments())
        return { value: [...(await registry.names({ signal: call.signal }))] }
      },
    ],
  ])

  async function callTool(call: GuestCall): Promise<{ readonly value: Value }> {
    const dot = call.method.indexOf('.')
    const tool = dot < 0 ? call.method : call.method.slice(0, dot)
    const callable = dot < 0 ? null : call.method.slice(dot + 1)
    const given = await call.arguments()
    if (callable === 'list') {
      bindArguments(`tools.${tool}.list`, {}, given)
      return { value: (await registry.listCallables(tool, { signal: call.signal })) as unknown as Value }
    }
    const onProgress = (message: string): void => options.onProgress(call, message)
    try {
      return await registry.call({ tool, callable, ...given, signal: call.signal, onProgress })
    } catch (error) {
      throw callable === null ? meantMethod(error, 'tools', tool, ['list', 'search']) : error
    }
  }

  return { method: (name) => own.get(name) ?? callTool, methodNames: [...own.keys()] }
}
