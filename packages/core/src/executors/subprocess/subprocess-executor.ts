import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import type { Socket } from 'node:net'
import path from 'node:path'
import { resolveCacheDirectory } from '../../deps/cache-directory.ts'
import { ensureEnvironment } from '../../deps/environments.ts'
import { FailedInstalls } from '../../deps/failed-installs.ts'
import type { InterpreterInfo } from '../../deps/interpreter-info.ts'
import { overlayPath } from '../../deps/overlay.ts'
import { CodeModeError } from '../../errors/code-mode-error.ts'
import type { Guest, LaunchRequest, Limits } from '../../kernel/guest.ts'
import { encodePreamble, PYTHON_LOADER } from '../../runtimes/python/python-runtime.ts'
import type { Executor, ExecutorCapabilities, ExecutorProfile } from '../executor.ts'
import { PLAIN_PROCESS_NOTES, plainProcessCapabilities } from './capabilities.ts'
import { CompiledRuntime } from './compiled-runtime.ts'
import { guestEnvironment } from './guest-environment.ts'
import { findInterpreter } from './interpreter.ts'
import { createSessionDirectory, type SessionDirectory } from './session-directory.ts'
import { SubprocessGuest } from './subprocess-guest.ts'
import {
  checkEnforceable,
  checkLimits,
  checkSubprocessOptions,
  type SubprocessExecutorOptions,
} from './subprocess-options.ts'

/** A variable that the processes of one guest carry. */
const GUEST_MARKER = 'CODE_MODE_GUEST'

/** Runs each guest as a process of this machine, in its own process group and working directory. */
export class SubprocessExecutor implements Executor {
  readonly name = 'subprocess'
  readonly profile: ExecutorProfile = { network: 'host', notes: [PLAIN_PROCESS_NOTES[0] ?? ''] }
  readonly #options: SubprocessExecutorOptions
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #cacheDirectory: string
  readonly #directories = new Map<string, Promise<SessionDirectory>>()
  readonly #guests = new Map<SubprocessGuest, string>()
  readonly #failed = new FailedInstalls()
  #interpreter: Promise<InterpreterInfo> | undefined
  #runtime: CompiledRuntime | undefined
  #closed = false

  /** @throws TypeError for an unknown option. */
  constructor(options: SubprocessExecutorOptions = {}) {
    checkSubprocessOptions(options)
    this.#options = options
    this.#env = options.env ?? process.env
    const { cacheDirectory } = options
    this.#cacheDirectory = resolveCacheDirectory({
      env: this.#env,
      ...(cacheDirectory === undefined ? {} : { cacheDirectory }),
    })
  }

  async probe(options: { readonly signal?: AbortSignal } = {}): Promise<ExecutorCapabilities> {
    this.#check({}, undefined)
    const interpreter = await this.#findInterpreter(options.signal)
    return plainProcessCapabilities({
      ...options,
      name: this.name,
      interpreter,
      env: this.#env,
      cacheDirectory: this.#cacheDirectory,
    })
  }

  async launch(request: LaunchRequest): Promise<Guest> {
    const { signal } = request
    signal?.throwIfAborted()
    const limits = this.#check(request.limits, request.network)
    const interpreter = await this.#findInterpreter(signal)
    const environment = await ensureEnvironment({
      ...request,
      failed: this.#failed,
      interpreter,
      cacheDirectory: this.#cacheDirectory,
      env: this.#env,
    })
    const directory = await this.#directoryOf(request.sessionId)
    await directory.restore()
    this.#runtime ??= new CompiledRuntime(interpreter, this.#cacheDirectory)
    const image = await this.#runtime.image()
    const marker = { name: GUEST_MARKER, value: randomUUID() }
    const env = guestEnvironment({ interpreter, directory, marker, env: request.env })
    const overlay = overlayPath(path.join(directory.guests, marker.value))
    await mkdir(overlay, { recursive: true, mode: 0o700 })
    try {
      signal?.throwIfAborted()
      // A closed executor must not start what nobody would end.
      this.#assertOpen()
      const child = spawn(interpreter.path, ['-I', '-S', '-X', 'utf8', '-c', PYTHON_LOADER, '3', '3'], {
        cwd: directory.work,
        env,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      })
      const pid = child.pid ?? (await spawnError(child, interpreter))
      const guest = new SubprocessGuest({
        child,
        pid,
        marker,
        interpreter,
        overlay,
        environment,
        limits,
        workingDirectory: directory.work,
        hostEnv: this.#env,
      })
      this.#guests.set(guest, request.sessionId)
      void guest.exited.then(() => this.#guests.delete(guest))
      const packages = environment === undefined ? [overlay] : [environment, overlay]
      const { fileSizeMb } = limits
      const config = { packages, ...(fileSizeMb === undefined ? {} : { limits: { fileSizeMb } }) }
      ;(child.stdio[3] as Socket).write(encodePreamble({ ...image, config }))
      return guest
    } catch (error) {
      await rm(path.dirname(overlay), { recursive: true, force: true })
      throw error
    }
  }

  async releaseSession(sessionId: string): Promise<void> {
    const guests = [...this.#guests].filter(([, owner]) => owner === sessionId).map(([guest]) => guest)
    await Promise.all(guests.map((guest) => guest.kill()))
    const directory = this.#directories.get(sessionId)
    this.#directories.delete(sessionId)
    await (await directory)?.remove()
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#guests.keys()].map((guest) => guest.kill()))
    await Promise.all([...this.#directories.keys()].map((sessionId) => this.releaseSession(sessionId)))
    await this.#runtime?.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #check(requested: Limits, network: LaunchRequest['network']): Limits {
    this.#assertOpen()
    checkLimits(requested)
    const limits = { ...this.#options.limits, ...requested }
    const { sandbox = 'auto' } = this.#options
    checkEnforceable({ sandbox, limits, network: network ?? this.#options.network ?? 'host' })
    return limits
  }

  #assertOpen(): void {
    if (this.#closed)
      throw new CodeModeError({ code: 'SESSION_CLOSED', message: 'The executor was closed; make a new one.' })
  }

  async #findInterpreter(signal: AbortSignal | undefined): Promise<InterpreterInfo> {
    // Not shared while it is under way: the abort of one caller is no business of another.
    if (this.#interpreter !== undefined) return this.#interpreter
    const found = await findInterpreter({
      env: this.#env,
      cacheDirectory: this.#cacheDirectory,
      ...(this.#options.python === undefined ? {} : { python: this.#options.python }),
      ...(signal === undefined ? {} : { signal }),
    })
    this.#interpreter ??= Promise.resolve(found)
    return this.#interpreter
  }

  #directoryOf(sessionId: string): Promise<SessionDirectory> {
    const known = this.#directories.get(sessionId)
    if (known !== undefined) return known
    const made = createSessionDirectory()
    this.#directories.set(sessionId, made)
    made.catch(() => this.#directories.delete(sessionId))
    return made
  }
}

/** Waits for the reason of a spawn that gave no process. */
async function spawnError(child: ChildProcess, interpreter: InterpreterInfo): Promise<never> {
  const cause = await new Promise<Error>((resolve) => child.once('error', resolve))
  throw new CodeModeError({
    code: 'GUEST_LAUNCH_FAILED',
    message: `The interpreter ${interpreter.path} could not be started: ${cause.message}.`,
    cause,
  })
}
