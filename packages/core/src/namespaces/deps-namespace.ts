import { CodeModeError } from '../errors/code-mode-error.ts'
import type { InstallReport } from '../kernel/guest.ts'
import type { Value } from '../kernel/wire/value.ts'
import { bindArguments } from './bind-arguments.ts'
import { fixedNamespace, type Namespace } from './namespace.ts'

interface DepsCallOptions {
  readonly signal: AbortSignal
  /** The run that asked. */
  readonly runId: string
}

/** What `deps.*` needs of a session: its list of packages and its running guest. */
export interface DepsOperations {
  list(options: DepsCallOptions): Promise<readonly string[]>
  add(requirement: string, options: DepsCallOptions): Promise<InstallReport>
  remove(name: string, options: DepsCallOptions): Promise<boolean>
  sync(options: DepsCallOptions): Promise<InstallReport>
}

/** `deps.*`. Where runtime changes are off, only reading and syncing remain. */
export function depsNamespace(options: {
  readonly deps: DepsOperations
  readonly allowRuntimeDeps: boolean
}): Namespace {
  const { deps, allowRuntimeDeps } = options

  function checkAllowed(): void {
    if (allowRuntimeDeps) return
    throw new CodeModeError({
      code: 'RUNTIME_DEPS_DISABLED',
      message: 'Packages cannot be changed from inside this session: runtime dependencies are off.',
      hint: 'Use what is installed (deps.list()) or the standard library, or ask the operator to add the package.',
    })
  }

  return fixedNamespace({
    async list(call) {
      bindArguments('deps.list', {}, await call.arguments())
      return { value: [...(await deps.list(call))] }
    },
    async add(call) {
      const { spec } = bindArguments('deps.add', { spec: { type: 'text' } }, await call.arguments())
      checkAllowed()
      return { value: reportRecord(await deps.add(spec, call)) }
    },
    async remove(call) {
      const { name } = bindArguments('deps.remove', { name: { type: 'text' } }, await call.arguments())
      checkAllowed()
      return { value: { removed: await deps.remove(name, call) } }
    },
    async sync(call) {
      bindArguments('deps.sync', {}, await call.arguments())
      return { value: reportRecord(await deps.sync(call)) }
    },
  })
}

function reportRecord(report: InstallReport): Record<string, Value> {
  return { installed: [...report.installed], already_present: [...report.alreadyPresent] }
}
