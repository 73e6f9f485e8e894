import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

export interface HistoryFileOptions {
  /** Cells that are given at most. @defaultValue 2_000 */
  readonly maxEntries?: number
  /** Size in bytes from which the file is put aside as `<file>.old` and a new one begun. @defaultValue 1_048_576 */
  readonly maxBytes?: number
}

/** A lock that is older than this was left behind by a process that ended, in milliseconds. */
const STALE_LOCK_MS = 10_000

/**
 * The cells of earlier sessions, one JSON string a line. Several processes share it: each cell is appended in a single
 * write, so none is lost or mixed with another, and a full file is renamed, never rewritten.
 */
export class HistoryFile {
  readonly #file: string
  readonly #maxEntries: number
  readonly #maxBytes: number

  constructor(file: string, { maxEntries = 2_000, maxBytes = 1024 * 1024 }: HistoryFileOptions = {}) {
    this.#file = file
    this.#maxEntries = maxEntries
    this.#maxBytes = maxBytes
  }

  /** The oldest first. Lines that are no entries are passed over. */
  load(): readonly string[] {
    const lines = [`${this.#file}.old`, this.#file].flatMap((file) => readLines(file))
    return lines.flatMap(entryOf).slice(-this.#maxEntries)
  }

  /** @throws the system's error where the file cannot be written */
  append(cell: string): void {
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 })
    // What was typed may hold secrets.
    const handle = openSync(this.#file, 'a', 0o600)
    try {
      writeSync(handle, `${JSON.stringify(cell)}\n`)
      if (fstatSync(handle).size > this.#maxBytes) this.#putAside()
    } finally {
      closeSync(handle)
    }
  }

  /** Only one process at a time may rename: the second would put a file aside that has just begun. */
  #putAside(): void {
    const lock = `${this.#file}.lock`
    try {
      closeSync(openSync(lock, 'wx', 0o600))
    } catch {
      if (ageOf(lock) > STALE_LOCK_MS) rmSync(lock, { force: true })
      return
    }
    try {
      if (statSync(this.#file).size > this.#maxBytes) renameSync(this.#file, `${this.#file}.old`)
    } finally {
      rmSync(lock, { force: true })
    }
  }
}

/** Where the history is kept unless it is said otherwise: with the state of other programs of this user. */
export function defaultHistoryFile(env: Readonly<Record<string, string | undefined>>): string {
  const state = env['XDG_STATE_HOME'] ?? ''
  return join(
    state === '' ? join(env['HOME'] ?? homedir(), '.local', 'state') : state,
    'code-mode',
    'repl-history',
  )
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}

function entryOf(line: string): readonly string[] {
  try {
    const entry: unknown = JSON.parse(line)
    return typeof entry === 'string' ? [entry] : []
  } catch {
    return []
  }
}

function ageOf(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs
  } catch {
    return 0
  }
}
