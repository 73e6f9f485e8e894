export { PYTHON_LOADER, PYTHON_RUNTIME, PYTHON_RUNTIME_HASH } from './runtime-source.generated.ts'

/**
 * Text for `python3 -I -S -c`: reads {@link PYTHON_RUNTIME} on stdin and writes to stdout what this very interpreter
 * compiled of it. Keep the bytes by interpreter and `PYTHON_RUNTIME_HASH`, and send them as kind `code`.
 */
export const COMPILE_SNIPPET: string = [
  'import sys',
  'names = {"__name__": "code_mode_bundle"}',
  'exec(compile(sys.stdin.buffer.read(), "<code-mode>/bundle.py", "exec", 0, True), names)',
  'boot = {"__name__": "code_mode_boot"}',
  'exec(names["BOOT"], boot)',
  'sys.stdout.buffer.write(boot["compiled"](names["BOOT"], names["MODULES"]))',
].join('\n')

/** What the guest needs to know before the first frame. */
export interface PythonGuestConfig {
  /** Package directories in the order in which they are searched. They may be empty at launch. */
  readonly packages?: readonly string[]
  readonly limits?: { readonly processes?: number; readonly fileSizeMb?: number }
}

export interface PreambleOptions {
  /** `source`: the text of {@link PYTHON_RUNTIME}. `code`: what {@link COMPILE_SNIPPET} wrote on the same interpreter. */
  readonly kind: 'source' | 'code'
  readonly config: PythonGuestConfig
  readonly runtime: string | Uint8Array
}

/** The bytes that the loader reads before the wire begins. */
export function encodePreamble(options: PreambleOptions): Uint8Array {
  const encoder = new TextEncoder()
  const config = encoder.encode(JSON.stringify(options.config))
  const runtime = typeof options.runtime === 'string' ? encoder.encode(options.runtime) : options.runtime
  const bytes = new Uint8Array(12 + config.length + runtime.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, options.kind === 'source' ? 0 : 1)
  view.setUint32(4, config.length)
  view.setUint32(8, runtime.length)
  bytes.set(config, 12)
  bytes.set(runtime, 12 + config.length)
  return bytes
}
