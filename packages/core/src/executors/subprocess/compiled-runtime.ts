import { createHash } from 'node:crypto'
import path from 'node:path'
import type { InterpreterInfo } from '../../deps/interpreter-info.ts'
import { runCommand } from '../../processes/run-command.ts'
import { COMPILE_SNIPPET, PYTHON_RUNTIME, PYTHON_RUNTIME_HASH } from '../../runtimes/python/python-runtime.ts'
import { readCacheFile, writeCacheFile } from './disk-cache.ts'

/** The guest runtime in the form to send. */
export interface RuntimeImage {
  readonly kind: 'source' | 'code'
  readonly runtime: string | Uint8Array
}

const SOURCE: RuntimeImage = { kind: 'source', runtime: PYTHON_RUNTIME }
const DIGEST_LENGTH = 32

/** Keeps the guest runtime compiled by one interpreter. Code objects come from our own source only, never from a guest. */
export class CompiledRuntime {
  readonly #file: string
  readonly #interpreter: InterpreterInfo
  readonly #ended = new AbortController()
  #image: RuntimeImage | undefined
  #compiling: Promise<void> | undefined

  constructor(interpreter: InterpreterInfo, cacheDirectory: string) {
    const { implementation, version, platform, magic } = interpreter
    const name = `${implementation}-${version}-${platform}-${magic}-${PYTHON_RUNTIME_HASH.slice(0, 16)}.bin`
    this.#interpreter = interpreter
    this.#file = path.join(cacheDirectory, 'runtimes', name.replace(/[^\w.-]/g, '_'))
  }

  /** What to send now: the compiled runtime once there is one, else source while it is compiled in the background. */
  async image(): Promise<RuntimeImage> {
    this.#image ??= await this.#read()
    if (this.#image !== undefined) return this.#image
    this.#compiling ??= this.#compile().catch(() => {})
    return SOURCE
  }

  /** Resolves when no compilation is under way. */
  async settled(): Promise<void> {
    await this.#compiling
  }

  /** Stops a compilation that is under way. */
  async close(): Promise<void> {
    this.#ended.abort()
    await this.#compiling
  }

  async #read(): Promise<RuntimeImage | undefined> {
    const bytes = await readCacheFile(this.#file)
    if (bytes === undefined || bytes.length <= DIGEST_LENGTH) return undefined
    const runtime = bytes.subarray(DIGEST_LENGTH)
    return digest(runtime).equals(bytes.subarray(0, DIGEST_LENGTH)) ? { kind: 'code', runtime } : undefined
  }

  async #compile(): Promise<void> {
    const result = await runCommand(this.#interpreter.path, ['-I', '-S', '-c', COMPILE_SNIPPET], {
      cwd: '/',
      env: { LANG: 'C.UTF-8' },
      input: PYTHON_RUNTIME,
      timeoutMs: 60_000,
      signal: this.#ended.signal,
    })
    if (result.code !== 0 || result.stdout.length === 0) return
    this.#image = { kind: 'code', runtime: result.stdout }
    await writeCacheFile(this.#file, Buffer.concat([digest(result.stdout), result.stdout]))
  }
}

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}
