import { spawn } from 'node:child_process'
import { killTree } from './kill.ts'
import { registerProcessGroup, spawnEnvironment } from './supervisor.ts'

/** Output beyond this is dropped from its beginning; what a failed program says last says why. */
const KEPT_BYTES = 16 * 1024 * 1024

export interface RunCommandOptions {
  readonly cwd: string
  /** The whole environment; only the supervisor's marker is added. */
  readonly env: Readonly<Record<string, string>>
  readonly input?: string | Uint8Array
  /** Called with each complete line of stdout and stderr as it comes. */
  readonly onLine?: (line: string) => void
  /** After this many milliseconds the program is killed. @defaultValue no limit */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

export interface CommandResult {
  /** Null when it was ended by a signal. */
  readonly code: number | null
  readonly stdout: Buffer
  readonly stderr: string
  readonly timedOut: boolean
}

/**
 * Runs a program without a shell in its own process group, and collects what it writes.
 *
 * @throws the system's error when it cannot be started, and `signal.reason` on abort; then it and all it started is killed.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: RunCommandOptions,
): Promise<CommandResult> {
  options.signal?.throwIfAborted()
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...options.env, ...spawnEnvironment() },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const { pid } = child
  const unregister = pid === undefined ? undefined : registerProcessGroup(pid)
  const end = (): void => {
    if (pid !== undefined) void killTree(pid).catch(() => {})
  }
  let timedOut = false
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true
          end()
        }, options.timeoutMs)
  options.signal?.addEventListener('abort', end, { once: true })
  const stdout = collect(child.stdout, options.onLine)
  const stderr = collect(child.stderr, options.onLine)
  // A program that does not read its input ends with EPIPE here; its exit code says the rest.
  child.stdin.on('error', () => {})
  child.stdin.end(options.input)
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    options.signal?.throwIfAborted()
    return { code, stdout: stdout(), stderr: stderr().toString('utf8'), timedOut }
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', end)
    unregister?.()
  }
}

function collect(stream: NodeJS.ReadableStream, onLine: ((line: string) => void) | undefined): () => Buffer {
  const chunks: Buffer[] = []
  let size = 0
  let rest = ''
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    while (size > KEPT_BYTES && chunks.length > 1) size -= chunks.shift()?.length ?? 0
    if (onLine === undefined) return
    const lines = (rest + chunk.toString('utf8')).split(/\r?\n|\r/)
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') onLine(line)
  })
  return () => Buffer.concat(chunks)
}
