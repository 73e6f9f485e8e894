// oxlint-disable typescript/no-explicit-any -- what tests assert as a whole
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'

export type Json = Record<string, any> // oxlint-disable-line no-explicit-any -- test data, asserted as a whole

export interface Message {
  readonly header: Json
  readonly body: Buffer
}

export interface DriverOptions {
  readonly python?: string
  readonly kind?: 'source' | 'code'
  readonly config?: Json
  readonly callsInFlight?: number
  /** `socket`: one duplex descriptor. `stdio`: the wire over stdin and stdout. */
  readonly over?: 'socket' | 'stdio'
}

const bundler = fileURLToPath(new URL('../../scripts/bundle-python-runtime.mjs', import.meta.url))
const compiled = new Map<string, Buffer>()
let bundled = false

/** The payload of a JSON value, without marks. */
export function payload(value: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(value))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(json.length, 4)
  return Buffer.concat([head, json])
}

/** What stands in the JSON part of a payload, and its table of marks. */
export function opened(body: Buffer): { value: any; table: Json | undefined } {
  const table = body.readUInt32BE(0)
  const end = 8 + table + body.readUInt32BE(4)
  const value = JSON.parse(body.toString('utf8', 8 + table, end))
  return { value, table: table === 0 ? undefined : JSON.parse(body.toString('utf8', 8, 8 + table)) }
}

/** A host in miniature: starts the runtime in a real interpreter and speaks the wire with it. */
export class WireDriver {
  readonly messages: Message[] = []
  readonly child: ChildProcess
  readonly exited: Promise<number | null>
  answer: (header: Json, args: any[], kwargs: Json, attachment: Buffer) => unknown = (_header, args) =>
    args[0] ?? null
  #buffer: Buffer = Buffer.alloc(0)
  #wake: (() => void)[] = []
  #incoming = new Map<number, { header: Json; parts: Buffer[] }>()
  #input: NodeJS.WritableStream
  #runs = 0
  #ended = false

  private constructor(child: ChildProcess, input: NodeJS.WritableStream, output: NodeJS.ReadableStream) {
    this.child = child
    this.#input = input
    this.exited = new Promise((resolve) => child.once('exit', (code) => resolve(code)))
    output.on('data', (data: Buffer) => this.#take(data))
    for (const stream of [input, output]) stream.on('error', () => undefined)
    child.once('exit', () => {
      this.#ended = true
      this.#notify()
    })
  }

  static async start(options: DriverOptions = {}): Promise<WireDriver> {
    if (!bundled) execFileSync(process.execPath, [bundler])
    bundled = true
    const runtime = await import('../../src/runtimes/python/python-runtime.ts')
    const python = options.python ?? 'python3'
    const kind = options.kind ?? 'source'
    if (kind === 'code' && !compiled.has(python)) {
      const input = runtime.PYTHON_RUNTIME
      compiled.set(python, execFileSync(python, ['-I', '-S', '-c', runtime.COMPILE_SNIPPET], { input }))
    }
    const stdio = options.over === 'stdio'
    const descriptors = stdio ? ['0', '1'] : ['3', '3']
    const child = spawn(python, ['-I', '-S', '-c', runtime.PYTHON_LOADER, ...descriptors], {
      stdio: stdio ? ['pipe', 'pipe', 'inherit'] : ['ignore', 'ignore', 'inherit', 'pipe'],
      env: { PATH: process.env['PATH'] },
    })
    const duplex = child.stdio[3] as Duplex
    const driver = new WireDriver(
      child,
      (stdio ? child.stdin : undefined) ?? duplex,
      (stdio ? child.stdout : undefined) ?? duplex,
    )
    const code = kind === 'code' ? (compiled.get(python) ?? '') : runtime.PYTHON_RUNTIME
    driver.#input.write(runtime.encodePreamble({ kind, config: options.config ?? {}, runtime: code }))
    const callsInFlight = options.callsInFlight ?? 64
    driver.send({
      type: 'hello',
      wire: 1,
      callsInFlight,
      outputFlushMs: 20,
      outputFlushBytes: 32768,
      runtimeDeps: true,
    })
    await driver.next((message) => message.header['type'] === 'ready')
    return driver
  }

  send(header: Json, body: Buffer = Buffer.alloc(0)): void {
    const text = Buffer.from(JSON.stringify(header))
    const head = Buffer.alloc(8)
    head.writeUInt32BE(text.length, 0)
    head.writeUInt32BE(body.length, 4)
    this.#input.write(Buffer.concat([head, text, body]))
  }

  begin(request: Json, mode: 'exec' | 'check' | 'invoke' = 'exec'): string {
    const run = `run-${++this.#runs}`
    this.send({ type: 'run', run, mode, file: `cell-${this.#runs}` }, payload(request))
    return run
  }

  /** The result of a run, with what it printed. */
  async result(run: string): Promise<Json> {
    const { header, body } = await this.next(
      (one) => one.header['type'] === 'result' && one.header['run'] === run,
    )
    return {
      ok: header['ok'],
      ...opened(body).value,
      stdout: this.printed(run, 'stdout'),
      stderr: this.printed(run, 'stderr'),
    }
  }

  run(code: string): Promise<Json> {
    return this.result(this.begin({ code }))
  }

  /** Announces an interrupt and delivers it. */
  interrupt(run: string): void {
    this.send({ type: 'interrupt', run })
    this.child.kill('SIGINT')
  }

  printed(run: string, channel: string): string {
    const mine = this.messages.filter((one) => one.header['run'] === run && one.header['channel'] === channel)
    return Buffer.concat(mine.map((one) => one.body)).toString()
  }

  async next(wanted: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.messages.find(wanted)
      if (found !== undefined) return found
      if (this.#ended) throw new Error('the guest has ended')
      await new Promise<void>((resolve) => this.#wake.push(resolve))
    }
  }

  async close(): Promise<void> {
    if (!this.#ended) this.child.kill('SIGKILL')
    await this.exited
  }

  #take(data: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? data : Buffer.concat([this.#buffer, data])
    while (this.#buffer.length >= 8) {
      const start = 8 + this.#buffer.readUInt32BE(0)
      const end = start + this.#buffer.readUInt32BE(4)
      if (this.#buffer.length < end) break
      const header = JSON.parse(this.#buffer.toString('utf8', 8, start)) as Json
      const body = Buffer.from(this.#buffer.subarray(start, end))
      this.#buffer = this.#buffer.subarray(end)
      this.#dispatch(header, body)
    }
    this.#notify()
  }

  #dispatch(header: Json, body: Buffer): void {
    if (header['type'] === 'chunk') {
      const found = this.#incoming.get(header['stream'])
      if (found === undefined) throw new Error('a chunk of no stream')
      const { header: first, parts } = found
      parts.push(body)
      if (header['last']) this.#message({ header: first, body: Buffer.concat(parts) })
      else this.send({ type: 'credit', stream: header['stream'], bytes: body.length })
    } else if (header['stream'] !== undefined) {
      this.#incoming.set(header['stream'], { header, parts: [] })
    } else {
      this.#message({ header, body })
    }
  }

  #message(message: Message): void {
    this.messages.push(message)
    if (message.header['type'] !== 'call') return
    const size = message.header['payloadBytes'] ?? message.body.length
    const { args, kwargs } = opened(message.body.subarray(0, size)).value
    const value = this.answer(message.header, args, kwargs, message.body.subarray(size))
    if (value !== undefined) this.reply(message.header, value)
  }

  /** Answers a call; an `Error` becomes a wire error, a `Buffer` an attachment beside its `info`. */
  reply(header: Json, value: unknown): void {
    const ok = !(value instanceof Error)
    const body = payload(
      ok ? value : { code: 'TOOL_FAILED', message: value.message, hint: 'try again', details: {} },
    )
    this.send({ type: 'return', call: header['call'], ok }, body)
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }
}
