import { accessSync, constants, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, isAbsolute, join, resolve } from 'node:path'

import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { Environment } from '../definitions/environment-references.ts'

/** `~` at the beginning stands for the home folder; what is relative is relative to `folder`. */
export function expandPath(path: string, folder: string): string {
  const expanded = path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path
  return resolve(folder, expanded)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** What a path leads to; what cannot be reached is nothing. */
export function whatIs(path: string): 'folder' | 'file' | 'nothing' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'file'
  } catch {
    return 'nothing'
  }
}

const PATH_PROBLEMS = {
  nothing: 'does not exist.',
  folder: 'is a folder.',
  file: 'is not executable. Make it so with chmod +x.',
} as const

/**
 * The absolute path of a program. A bare name is looked up on the `PATH` of `env`; a path is relative to `folder`.
 *
 * @throws CodeModeError `TOOL_COMMAND_NOT_FOUND` with what was searched
 */
export function findCommand(
  command: string,
  options: {
    readonly env: Environment
    readonly folder: string
    readonly toolName: string
    /** Keeps secrets out of the error. @defaultValue the text as it is */
    readonly redact?: (text: string) => string
  },
): string {
  const { env, folder, toolName, redact = (text: string) => text } = options
  if (command.includes('/')) {
    const path = expandPath(command, folder)
    if (isExecutable(path)) return path
    const shown = redact(path)
    throw notFound(`The program ${shown} of the tool "${toolName}" ${PATH_PROBLEMS[whatIs(path)]}`, {
      command: redact(command),
      path: shown,
    })
  }
  const path = env['PATH'] ?? ''
  for (const directory of path.split(delimiter)) {
    // An empty entry means the working directory to a shell; a program is not looked for there.
    if (isAbsolute(directory) && isExecutable(join(directory, command))) return join(directory, command)
  }
  const shown = { command: redact(command), path: redact(path) }
  throw notFound(
    `The program "${shown.command}" of the tool "${toolName}" is not on the PATH. Searched: ${path === '' ? '(PATH is empty)' : shown.path}`,
    shown,
  )
}

function notFound(message: string, details: Readonly<Record<string, unknown>>): CodeModeError {
  return new CodeModeError({
    code: 'TOOL_COMMAND_NOT_FOUND',
    message,
    hint: 'Install the program, or give its whole path as `command`.',
    details,
  })
}
