import type { Session, SessionOptions } from '@code-mode/core'
import type { Painter } from '../output/painter.ts'
import type { Progress } from '../output/progress.ts'

/** The world as a command sees it. */
export interface CommandContext {
  readonly cwd: string
  /** The base folder, absolute: `--base`, else `./.code-mode` where it exists, else `~/.code-mode`. */
  readonly base: string
  /** True when `--base` was given. */
  readonly baseGiven: boolean
  /** Whether the answer is to be JSON. */
  readonly json: boolean
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborts at Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal
  /** Colours for what goes to stdout. */
  readonly paint: Painter
  /** One line on stderr that tells what long work does; nothing where stderr is no terminal. */
  readonly progress: Progress
  /** A session on the base. It is closed when the command is over. */
  openSession(options?: SessionOptions): Promise<Session>
  /** The same for what is kept in the base alone: no tool server is started for it, and no package installed. */
  openStore(): Promise<Session>
  /** Has something closed when the command is over, the latest first. */
  own<Resource extends { close(): Promise<void> }>(resource: Resource): Resource
  /** Writes to stdout, with a line end where there is none. */
  print(text: string): void
  /** Writes a value as JSON to stdout. */
  printJson(value: unknown): void
  /** Writes a line to stderr: what is no answer, but worth knowing. */
  note(text: string): void
}
