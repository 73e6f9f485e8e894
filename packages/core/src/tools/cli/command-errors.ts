import { CodeModeError } from '../../errors/code-mode-error.ts'
import { KEPT_CHARACTERS } from './read-output.ts'
import type { CommandResult } from './run-command.ts'
import type { RunSettings } from './run-settings.ts'

/** How much of each stream an error text holds. */
const SAID_CHARACTERS = 4096

/** A call of a program that did not do what it should. */
export interface FailedCommand {
  readonly callName: string
  readonly settings: RunSettings
  readonly args: readonly string[]
  readonly result: CommandResult
  /** Keeps secrets out of the error. */
  readonly redact: (text: string) => string
}

/** What went wrong with a program, or `undefined` when it ended as it should. */
export function commandError(failed: FailedCommand): CodeModeError | undefined {
  const { callName, settings, result } = failed
  if (result.startError !== undefined) return notStarted(failed, result.startError)
  const { stdout, stderr, said } = streams(failed)
  if (result.stopped === 'timeout')
    return new CodeModeError({
      code: 'TOOL_TIMEOUT',
      message: `${callName} did not end within ${settings.timeoutMs / 1000} s and was stopped.${said}`,
      hint: 'The definition of the tool sets the limit with `timeout`, in seconds.',
      details: { timeoutMs: settings.timeoutMs, stderr, stdout: stdout.slice(-KEPT_CHARACTERS) },
    })
  if (result.stopped === 'output')
    return new CodeModeError({
      code: 'LIMIT_EXCEEDED',
      message: `${callName} printed more than ${settings.outputBytes / 1024 / 1024} MiB and was stopped. Ask it for less, or have it write to a file.`,
      details: { limitBytes: settings.outputBytes, stderr, stdout: stdout.slice(0, KEPT_CHARACTERS) },
    })
  const { exitCode, endedBy } = result
  if (exitCode !== null && settings.okExitCodes.includes(exitCode)) return undefined
  const how =
    exitCode === null
      ? `was ended by ${endedBy ?? 'a signal'}`
      : exitCode === 0
        ? 'ended with exit code 0, which the ok_exit_codes of its definition do not list'
        : `failed with exit code ${exitCode}`
  return new CodeModeError({
    code: 'TOOL_FAILED',
    message: said === '' ? `${callName} ${how} and printed nothing.` : `${callName} ${how}.${said}`,
    ...spellingHint(failed.args, stderr),
    details: { exitCode, signal: endedBy, stderr, stdout: stdout.slice(-KEPT_CHARACTERS) },
  })
}

/** Most programs have dashes where a definition written in the manner of Python has underscores. */
function spellingHint(args: readonly string[], stderr: string): { readonly hint?: string } {
  const flag = args.find((text) => /^--[A-Za-z0-9]+_[\w-]*$/.test(text) && stderr.includes(text.slice(2)))
  return flag === undefined
    ? {}
    : {
        hint: `The program gets ${flag} because the definition of the tool writes the option so. If it wants ${flag.replaceAll('_', '-')}, write that there; agent code still says ${flag.slice(2)}.`,
      }
}

function streams({ result, redact }: FailedCommand): {
  readonly stdout: string
  readonly stderr: string
  readonly said: string
} {
  const stderr = redact(result.stderrTail.trimEnd())
  // Only what is kept is decoded: a program that fails may have printed a great deal.
  const { stdout: bytes, stopped } = result
  const kept =
    stopped === 'output' ? bytes.subarray(0, 4 * KEPT_CHARACTERS) : bytes.subarray(-4 * KEPT_CHARACTERS)
  const stdout = redact(kept.toString('utf8').trimEnd())
  const said = [
    stderr === '' ? '' : `\nstderr: ${tail(stderr)}`,
    stdout === '' ? '' : `\nstdout: ${tail(stdout)}`,
  ].join('')
  return { stdout, stderr, said }
}

function tail(text: string): string {
  return text.length > SAID_CHARACTERS ? `…${text.slice(-SAID_CHARACTERS)}` : text
}

/** Without the system's error as its cause: that one holds all arguments, secrets too. */
function notStarted({ callName, settings, args, redact }: FailedCommand, cause: unknown): CodeModeError {
  const { file } = settings
  const code = (cause as NodeJS.ErrnoException).code ?? ''
  if (code === 'E2BIG') {
    const bytes = args.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0)
    return new CodeModeError({
      code: 'LIMIT_EXCEEDED',
      message: `${callName}: the arguments have ${bytes} bytes, which is more than the system passes to a program (on Linux 131072 bytes each).`,
      hint: 'Pass less, put it into a file, or have the definition of the tool take it by `stdin`.',
      details: { bytes },
    })
  }
  const reasons: Readonly<Record<string, string>> = {
    ENOEXEC: 'it is no program of this machine, and has no line such as #!/bin/sh at its beginning',
    ENOENT: 'the interpreter that its first line (#!) names, or a library it needs, does not exist',
    EACCES: 'there is no permission to execute it, or the interpreter that its first line (#!) names',
    EAGAIN: 'the system allows no more processes',
    EMFILE: 'the host has too many files open',
  }
  const reason = reasons[code] ?? redact(cause instanceof Error ? cause.message : String(cause))
  return new CodeModeError({
    code: 'TOOL_FAILED',
    message: `${callName}: ${redact(file)} could not be started: ${reason}${code === '' ? '' : ` (${code})`}.`,
    details: { file: redact(file), reason: code },
  })
}
