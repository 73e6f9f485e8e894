// What a first program needs of core, so that one install is enough.
export { CodeModeError, FileStorage, MemoryStorage, Session, SubprocessExecutor } from '@code-mode/core'
