import { CodeModeError } from '../errors/code-mode-error.ts'
import type { SessionApi } from '../session/session-api.ts'

/** The session itself lets the application change packages; a model may only where agents may. */
export function assertRuntimeDeps(session: SessionApi): void {
  if (session.profile.allowRuntimeDeps) return
  throw new CodeModeError({
    code: 'RUNTIME_DEPS_DISABLED',
    message: 'Packages cannot be changed in this session.',
    hint: 'Use what list_deps shows and the standard library.',
  })
}
