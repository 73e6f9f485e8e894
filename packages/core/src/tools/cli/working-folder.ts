import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { EnvironmentReferences } from '../definitions/environment-references.ts'
import { whatIs } from './find-command.ts'

/**
 * The folder that a program of a tool is started in: `path`, or the host's own. `file` is the definition, for errors.
 *
 * @throws CodeModeError `TOOL_DEFINITION_INVALID` when it is no folder, `TOOL_FAILED` when the host's own was removed.
 */
export function workingFolder(
  path: string | undefined,
  file: string,
  references: EnvironmentReferences,
): string {
  if (path === undefined) {
    try {
      return process.cwd()
    } catch (cause) {
      throw new CodeModeError({
        code: 'TOOL_FAILED',
        message: 'The working folder of the host was removed, so no program can be started in it.',
        hint: `Set \`cwd\` in ${file}.`,
        cause,
      })
    }
  }
  const what = whatIs(path)
  if (what === 'folder') return path
  throw new CodeModeError({
    code: 'TOOL_DEFINITION_INVALID',
    message: references.redact(
      `${file}: cwd is ${path}, which ${what === 'nothing' ? 'does not exist' : 'is not a folder'}.`,
    ),
    details: { file },
  })
}
