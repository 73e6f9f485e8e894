import { CodeModeError } from '../errors/code-mode-error.ts'
import type { CallReply, GuestCall } from '../kernel/guest-call.ts'
import { didYouMean } from '../search/nearest-name.ts'
import type { Namespace } from './namespace.ts'

export type CallRecord =
  | { readonly type: 'call-start'; readonly call: GuestCall }
  | {
      readonly type: 'call-end'
      readonly call: GuestCall
      readonly ok: boolean
      readonly durationMs: number
      readonly code?: string
    }

/** The one door from a guest to the host. Every call passes here: what a policy or a journal must see, it sees here. */
export class Dispatcher {
  readonly #namespaces: ReadonlyMap<string, Namespace>
  readonly #record: (record: CallRecord) => void

  constructor(options: {
    readonly namespaces: Readonly<Record<string, Namespace>>
    readonly record: (record: CallRecord) => void
  }) {
    this.#namespaces = new Map(Object.entries(options.namespaces))
    this.#record = options.record
  }

  /** @throws CodeModeError `NAMESPACE_UNKNOWN`, `METHOD_NOT_FOUND`, or what the method throws */
  async dispatch(call: GuestCall): Promise<CallReply> {
    const startedAt = performance.now()
    this.#record({ type: 'call-start', call })
    try {
      const reply = await this.#method(call)(call)
      this.#record({ type: 'call-end', call, ok: true, durationMs: performance.now() - startedAt })
      return reply
    } catch (error) {
      const code = CodeModeError.isInstance(error) ? error.code : 'INTERNAL'
      this.#record({ type: 'call-end', call, ok: false, durationMs: performance.now() - startedAt, code })
      throw error
    }
  }

  #method(call: GuestCall): (call: GuestCall) => Promise<CallReply> {
    const namespace = this.#namespaces.get(call.namespace)
    if (namespace === undefined) {
      throw new CodeModeError({
        code: 'NAMESPACE_UNKNOWN',
        message: `There is no namespace "${call.namespace}".`,
      })
    }
    const method = namespace.method(call.method)
    if (method === undefined) {
      const near = didYouMean(call.method, namespace.methodNames)
      throw new CodeModeError({
        code: 'METHOD_NOT_FOUND',
        message: `${call.namespace} has no "${call.method}".${near}`,
      })
    }
    return method
  }
}
