import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'

import type { ReadBuffer } from '@modelcontextprotocol/sdk/shared/stdio.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'

import { killProcessGroup, killTree } from '../../processes/kill.ts'
import { registerProcessGroup, spawnEnvironment } from '../../processes/supervisor.ts'
import type { Environment } from '../definitions/environment-references.ts'
import { TextTail } from '../text-tail.ts'

const MAX_MESSAGE_BYTES = 64 * 1024 * 1024
const STDERR_TAIL_BYTES = 8 * 1024
/** How long a server may take to end by itself after its stdin was closed. */
const END_GRACE_MS = 500
/** How long the pipes of a server that has ended may stay open. */
const PIPE_GRACE_MS = 1000

export interface StdioServer {
  /** Absolute path of the program. */
  readonly file: string
  readonly args: readonly string[]
  readonly env: Environment
  readonly cwd: string
  /** What reads a stream into messages; the SDK's own, handed in because the SDK is loaded at first need. */
  readonly readBuffer: ReadBuffer
}

/** Speaks MCP with a process that has a process group of its own and leaves nothing behind. */
export class StdioTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: Transport['onmessage']

  readonly #server: StdioServer
  readonly #stderr = new TextTail(STDERR_TAIL_BYTES)
  #child: ChildProcessWithoutNullStreams | undefined
  #exit = ''
  #delivery: Promise<void> = Promise.resolve()
  #closing: Promise<void> | undefined

  constructor(server: StdioServer) {
    this.#server = server
  }

  /** The end of what the server wrote to its stderr. */
  get stderrTail(): string {
    return this.#stderr.toString().trim()
  }

  /** How the process ended, or an empty text while it lives. */
  get exit(): string {
    return this.#exit
  }

  /** Whether the process lives, as far as the operating system has told by now. */
  async isAlive(): Promise<boolean> {
    // The news of an exit waits in the event loop; two turns of it let the news in.
    await nextTurn()
    await nextTurn()
    return this.#exit === ''
  }

  async start(): Promise<void> {
    const { file, args, env, cwd } = this.#server
    const child = spawn(file, args, {
      cwd,
      env: { ...env, ...spawnEnvironment() },
      detached: true,
      stdio: 'pipe',
    })
    this.#child = child
    const pid = child.pid
    const unregister = pid === undefined ? () => {} : registerProcessGroup(pid)
    child.stdin.on('error', (error) => this.onerror?.(error))
    child.stderr.on('data', (chunk: Buffer) => this.#stderr.append(chunk))
    child.stdout.on('data', (chunk: Buffer) => this.#read(chunk))
    child.once('exit', (code, signal) => {
      this.#exit = code === null ? `ended by ${signal}` : `ended with exit code ${code}`
      if (pid !== undefined) killProcessGroup(pid, 'SIGKILL')
      unregister()
      setTimeout(() => this.#closePipes(), PIPE_GRACE_MS).unref()
    })
    child.once('close', () => void this.#delivery.then(() => this.onclose?.()))
    await once(child, 'spawn')
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#child?.stdin
    if (stdin === undefined || !stdin.writable) throw new Error(`The server ${this.#exit || 'was closed'}.`)
    if (!stdin.write(`${JSON.stringify(message)}\n`))
      await Promise.race([once(stdin, 'drain'), once(stdin, 'close')]).catch(() => {})
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  #read(chunk: Buffer): void {
    const { readBuffer } = this.#server
    try {
      readBuffer.append(chunk)
    } catch (error) {
      this.onerror?.(error as Error)
      void this.close()
      return
    }
    this.#delivery = this.#delivery.then(() => this.#deliver(readBuffer))
  }

  async #deliver(readBuffer: ReadBuffer): Promise<void> {
    for (;;) {
      try {
        const message = readBuffer.readMessage()
        if (message === null) return
        this.onmessage?.(message)
        // The client handles notifications a little later than answers: an answer that came in the same chunk would
        // overtake the last progress of its call.
        if (!('id' in message)) await nextTurn()
      } catch (error) {
        // A server that prints to its stdout breaks the protocol; the next line may be a message again.
        this.onerror?.(error as Error)
      }
    }
  }

  async #end(): Promise<void> {
    const child = this.#child
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.stdin.end()
    const timeout = new AbortController()
    await Promise.race([exited, delay(END_GRACE_MS, undefined, { signal: timeout.signal })])
    timeout.abort()
    await killTree(child.pid)
    await exited
    this.#closePipes()
  }

  /** A grandchild in a session of its own may hold the pipes of a server that has ended. */
  #closePipes(): void {
    this.#child?.stdout.destroy()
    this.#child?.stderr.destroy()
  }
}

/** The limit of one message; a picture or a file comes in one. */
export const MCP_MESSAGE_BYTES: number = MAX_MESSAGE_BYTES
