import { spawn } from 'node:child_process'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { vi } from 'vitest'
import { temporaryFolder } from '../../../core/test/support/temporary-folder.ts'

// A test here starts many processes, each of which takes seconds on a machine that is busy.
vi.setConfig({ testTimeout: 180_000 })

/** How to start the real program from its sources. */
export const PROGRAM: readonly [command: string, ...args: string[]] = [
  process.execPath,
  '--conditions=@code-mode/source',
  path.join(import.meta.dirname, '..', '..', 'src', 'bin.ts'),
]

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** What standard input gives; without it, it is closed. */
  readonly input?: string | Uint8Array
}

/** Runs the program to its end, in an empty folder unless it is said where. */
export async function cli(args: readonly string[], options: CliOptions = {}): Promise<Outcome> {
  const [command, ...first] = PROGRAM
  const child = spawn(command, [...first, ...args], {
    cwd: options.cwd ?? (await temporaryFolder()),
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // A program that has no use for its input may have ended before.
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const [code, stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)])
  return { code, stdout, stderr }
}

/** Runs the program with `--json` and gives what it printed; fails when it failed. */
export async function cliJson(args: readonly string[], options: CliOptions = {}): Promise<unknown> {
  const outcome = await cli([...args, '--json'], options)
  if (outcome.code !== 0) throw new Error(`code-mode ${args.join(' ')}: ${JSON.stringify(outcome)}`)
  return JSON.parse(outcome.stdout)
}

/** An empty folder with a base of examples. */
export async function projectFolder(): Promise<string> {
  const folder = await temporaryFolder()
  await cliJson(['init'], { cwd: folder })
  return folder
}
