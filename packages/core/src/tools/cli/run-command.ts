import { randomUUID } from 'node:crypto'

import { CodeModeError } from '../../errors/code-mode-error.ts'
import { killProcessGroup, killTree } from '../../processes/kill.ts'
import { registerProcessGroup, spawnEnvironment } from '../../processes/supervisor.ts'
import type { Environment } from '../definitions/environment-references.ts'
import { TextTail } from '../text-tail.ts'

const OUTPUT_CAP_BYTES = 64 * 1024 * 1024
const STDERR_TAIL_BYTES = 64 * 1024
/** A grandchild that keeps the pipes of a program that has ended is waited for no longer. */
const PIPE_GRACE_MS = 1000
/** Marks all processes of one call, so that also those that left its process group are found. */
const CALL_MARKER = 'CODE_MODE_TOOL_CALL'

export interface CommandRequest {
  /** For error texts: `curl.get`. */
  readonly callName: string
  /** Absolute path of the program. */
  readonly file: string
  readonly args: readonly string[]
  readonly env: Environment
  readonly cwd: string
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface CommandResult {
  readonly stdout: string
  readonly stderrTail: string
  readonly exitCode: number | null
  /** The signal that ended the program, when it was not our own doing. */
  readonly endedBy: string | null
}

/**
 * Runs a program in a process group of its own, without a shell and without input, and leaves none of its processes
 * behind.
 *
 * @throws CodeModeError `TOOL_TIMEOUT`, `LIMIT_EXCEEDED` for too much output, `TOOL_FAILED` when it could not be started;
 *   `signal.reason` when aborted
 */
export async function runCommand(request: CommandRequest): Promise<CommandResult> {
  const { callName, file, args, env, cwd, timeoutMs, signal } = request
  const { execa } = await import('execa')
  signal.throwIfAborted()
  const marker = { name: CALL_MARKER, value: randomUUID() }
  const child = execa(file, args, {
    cwd,
    env: { ...env, ...spawnEnvironment(), [marker.name]: marker.value },
    extendEnv: false,
    stdin: 'ignore',
    detached: true,
    buffer: false,
    reject: false,
    cleanup: false,
  })
  const pid = child.pid
  const unregister = pid === undefined ? () => {} : registerProcessGroup(pid)
  const chunks: Buffer[] = []
  const stderr = new TextTail(STDERR_TAIL_BYTES)
  let size = 0
  let stopped: { readonly reason: unknown } | undefined
  let stopping: Promise<void> = Promise.resolve()

  const stop = (reason: unknown): void => {
    if (stopped !== undefined) return
    stopped = { reason }
    if (pid !== undefined) stopping = killTree(pid, marker)
    closePipes()
  }
  const closePipes = (): void => {
    child.stdout.destroy()
    child.stderr.destroy()
  }
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= OUTPUT_CAP_BYTES) chunks.push(chunk)
    else stop(tooMuchOutput(callName))
  })
  child.stderr.on('data', (chunk: Buffer) => stderr.append(chunk))
  const onAbort = (): void => stop(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  const timer = setTimeout(() => stop(timedOut(callName, timeoutMs, stderr)), timeoutMs)
  let grace: NodeJS.Timeout | undefined
  child.nodeChildProcess.once('exit', () => {
    clearTimeout(timer)
    grace = setTimeout(closePipes, PIPE_GRACE_MS)
  })

  try {
    const result = await child
    await stopping
    if (stopped !== undefined) throw stopped.reason
    if (pid === undefined) throw notStarted(callName, file, result.cause ?? result)
    return {
      stdout: Buffer.concat(chunks).toString('utf8'),
      stderrTail: stderr.toString(),
      exitCode: result.exitCode ?? null,
      endedBy: result.signal ?? null,
    }
  } finally {
    clearTimeout(timer)
    clearTimeout(grace)
    signal.removeEventListener('abort', onAbort)
    if (pid !== undefined) killProcessGroup(pid, 'SIGKILL')
    unregister()
  }
}

function tooMuchOutput(callName: string): CodeModeError {
  return new CodeModeError({
    code: 'LIMIT_EXCEEDED',
    message: `${callName} printed more than ${OUTPUT_CAP_BYTES / 1024 / 1024} MiB and was stopped. Ask it for less, or have it write to a file.`,
    details: { limitBytes: OUTPUT_CAP_BYTES },
  })
}

function timedOut(callName: string, timeoutMs: number, stderr: TextTail): CodeModeError {
  return new CodeModeError({
    code: 'TOOL_TIMEOUT',
    message: `${callName} did not end within ${timeoutMs / 1000} s and was stopped.`,
    hint: 'The definition of the tool sets the limit with `timeout`, in seconds.',
    details: { timeoutMs, stderr: stderr.toString().slice(-4096) },
  })
}

function notStarted(callName: string, file: string, cause: unknown): CodeModeError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new CodeModeError({
    code: 'TOOL_FAILED',
    message: `${callName}: ${file} could not be started: ${reason}`,
    cause,
  })
}
