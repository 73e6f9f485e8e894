import type { CallHandler, GuestCall } from '../kernel/guest-call.ts'
import { artifactsNamespace } from '../namespaces/artifacts-namespace.ts'
import { depsNamespace } from '../namespaces/deps-namespace.ts'
import { type CallRecord, Dispatcher } from '../namespaces/dispatcher.ts'
import { toolsNamespace } from '../namespaces/tools-namespace.ts'
import { workflowsNamespace } from '../namespaces/workflows-namespace.ts'
import type { WorkflowLibrary } from '../workflows/workflow-library.ts'
import type { EventFeed } from './event-feed.ts'
import type { GuestKeeper } from './guest-keeper.ts'
import type { SessionDeps } from './session-deps.ts'
import type { SessionParts } from './session-parts.ts'

export interface SessionDispatchOptions {
  readonly parts: SessionParts
  readonly library: WorkflowLibrary
  readonly deps: SessionDeps
  readonly allowRuntimeDeps: boolean
  readonly feed: EventFeed
  readonly keeper: GuestKeeper
  readonly countCall: (runId: string) => void
}

/** Joins the four namespaces of a session behind one dispatcher, and its records to the session's events. */
export function sessionDispatch(options: SessionDispatchOptions): CallHandler {
  const { parts, feed, keeper } = options
  parts.registry.onChange(() => {
    // The guest asks again when it needs to know: a revision it has never seen is enough.
    keeper.current?.kernel.announceCatalog(String(performance.now()))
  })
  const dispatcher = new Dispatcher({
    namespaces: {
      tools: toolsNamespace({
        registry: parts.registry,
        onProgress: (call, message) =>
          feed.emit({ type: 'call-progress', runId: call.runId, callId: call.callId, message }),
      }),
      workflows: workflowsNamespace(options.library),
      artifacts: artifactsNamespace(parts.storage.artifacts),
      deps: depsNamespace({ deps: options.deps, allowRuntimeDeps: options.allowRuntimeDeps }),
    },
    record,
  })

  function record(entry: CallRecord): void {
    const { call } = entry
    if (entry.type === 'call-start') {
      options.countCall(call.runId)
      feed.emit({
        type: 'call-start',
        ...named(call),
        namespace: call.namespace,
        method: call.method,
        line: call.site.line,
      })
    } else {
      const code = entry.code === undefined ? {} : { code: entry.code }
      feed.emit({ type: 'call-end', ...named(call), ok: entry.ok, durationMs: entry.durationMs, ...code })
    }
  }

  return (call) => dispatcher.dispatch(call)
}

function named(call: GuestCall): { readonly runId: string; readonly callId: number } {
  return { runId: call.runId, callId: call.callId }
}
