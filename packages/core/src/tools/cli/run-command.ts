import { randomUUID } from 'node:crypto'

import { killProcessGroup, killTree } from '../../processes/kill.ts'
import { registerProcessGroup, spawnEnvironment } from '../../processes/supervisor.ts'
import type { Environment } from '../definitions/environment-references.ts'
import { TextTail } from '../text-tail.ts'

const STDERR_TAIL_BYTES = 64 * 1024
/** A grandchild that keeps the pipes of a program that has ended is waited for no longer. */
const PIPE_GRACE_MS = 1000
/** Marks all processes of one call, so that also those that left its process group are found. */
const CALL_MARKER = 'CODE_MODE_TOOL_CALL'

export interface CommandRequest {
  /** Absolute path of the program. */
  readonly file: string
  readonly args: readonly string[]
  readonly env: Environment
  readonly cwd: string
  /** What the program reads; without it, its input is empty. */
  readonly stdin?: string | Uint8Array
  readonly timeoutMs: number
  /** A program that prints more to its standard output is stopped. */
  readonly outputBytes: number
  readonly signal: AbortSignal
}

export interface CommandResult {
  /** At most as much as is allowed. */
  readonly stdout: Buffer
  readonly stderrTail: string
  readonly exitCode: number | null
  /** The signal that ended the program. */
  readonly endedBy: string | null
  /** Why it was stopped by us, when it was. */
  readonly stopped: 'timeout' | 'output' | undefined
  /** Why it could not be started, when it could not. */
  readonly startError: unknown
}

/**
 * Runs a program in a process group of its own, without a shell. None of its processes outlives a call that was stopped,
 * and none that stays in the group or keeps a pipe open outlives any call.
 *
 * @throws `signal.reason` when aborted
 */
export async function runCommand(request: CommandRequest): Promise<CommandResult> {
  const { file, args, env, cwd, stdin, timeoutMs, outputBytes, signal } = request
  const { execa } = await import('execa')
  signal.throwIfAborted()
  const marker = { name: CALL_MARKER, value: randomUUID() }
  const child = execa(file, args, {
    cwd,
    env: { ...env, ...spawnEnvironment(), [marker.name]: marker.value },
    extendEnv: false,
    stdin: stdin === undefined ? 'ignore' : 'pipe',
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
  let stopped: CommandResult['stopped'] | 'abort'
  let stopping: Promise<void> = Promise.resolve()

  const closePipes = (): void => {
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
  }
  const killAll = (): void => {
    if (pid !== undefined) stopping = killTree(pid, marker)
    closePipes()
  }
  const stop = (reason: NonNullable<typeof stopped>): void => {
    if (stopped !== undefined) return
    stopped = reason
    killAll()
  }
  child.stdout.on('data', (chunk: Buffer) => {
    const room = outputBytes - size
    size += chunk.length
    if (room > 0) chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk)
    if (size > outputBytes) stop('output')
  })
  child.stderr.on('data', (chunk: Buffer) => stderr.append(chunk))
  // A program may end without reading its input; how it ended says whether that matters.
  child.stdin?.on('error', () => {})
  if (stdin !== undefined) child.stdin?.end(stdin)
  const onAbort = (): void => stop('abort')
  signal.addEventListener('abort', onAbort, { once: true })
  const timer = setTimeout(() => stop('timeout'), timeoutMs)
  let grace: NodeJS.Timeout | undefined
  child.nodeChildProcess.once('exit', () => {
    clearTimeout(timer)
    // Who keeps a pipe may have left the group: only the marker finds it. What is already in the pipe is read first, even
    // when this host was too busy to do so until now.
    grace = setTimeout(() => setImmediate(killAll), PIPE_GRACE_MS)
  })

  try {
    const result = await child
    clearTimeout(grace)
    await stopping
    if (stopped === 'abort') throw signal.reason
    return {
      stdout: Buffer.concat(chunks),
      stderrTail: stderr.toString(),
      exitCode: result.exitCode ?? null,
      endedBy: result.signal ?? null,
      stopped,
      startError: pid === undefined ? (result.cause ?? result) : undefined,
    }
  } finally {
    clearTimeout(timer)
    clearTimeout(grace)
    signal.removeEventListener('abort', onAbort)
    if (pid !== undefined) killProcessGroup(pid, 'SIGKILL')
    unregister()
  }
}
