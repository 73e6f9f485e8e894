import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'

import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'

import { killTree } from '../../processes/kill.ts'
import { registerProcessGroup, spawnEnvironment } from '../../processes/supervisor.ts'
import type { Environment } from '../definitions/environment-references.ts'
import { TextTail } from '../text-tail.ts'
import { FloodGate } from './flood-gate.ts'
import { LineReader } from './line-reader.ts'
import { MCP_MESSAGE_BYTES } from './message-limit.ts'

/** The variable that marks what a server started, also in a session of its own. */
const SERVER_MARKER = 'CODE_MODE_TOOL_SERVER'
const STDERR_TAIL_BYTES = 8 * 1024
const STRAY_LINE_CHARACTERS = 200
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
  /** Reads a line into a message, or throws; the SDK's own, handed in because the SDK is loaded at first need. */
  readonly readMessage: (line: string) => JSONRPCMessage
}

/** Speaks MCP with a process that has a process group of its own and leaves nothing behind. */
export class StdioTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: Transport['onmessage']

  readonly #server: StdioServer
  readonly #stderr = new TextTail(STDERR_TAIL_BYTES)
  readonly #lines = new LineReader({ maxBytes: MCP_MESSAGE_BYTES })
  readonly #gate = new FloodGate()
  readonly #marker = { name: SERVER_MARKER, value: randomUUID() }
  #child: ChildProcessWithoutNullStreams | undefined
  #exit = ''
  #broken = ''
  #stray = { count: 0, last: '' }
  #delivery: Promise<void> = Promise.resolve()
  #closing: Promise<void> | undefined
  #sweeping: Promise<void> | undefined

  constructor(server: StdioServer) {
    this.#server = server
  }

  /** What is known of why the server does not serve, as sentences; an empty text when nothing is. */
  get failure(): string {
    const { count, last } = this.#stray
    const stderr = this.#stderr.toString().trim()
    return [
      this.#broken === '' ? '' : `The server ${this.#broken} and was ended.`,
      this.#exit === '' || this.#broken !== '' ? '' : `The server ${this.#exit}.`,
      count === 0 ? '' : `It wrote ${count} lines to its stdout that are no messages, the last: ${last}`,
      stderr === '' ? '' : `stderr: ${stderr}`,
    ]
      .filter((text) => text !== '')
      .join(' ')
  }

  /** Whether the process lives, as far as the operating system has told by now. */
  async isAlive(): Promise<boolean> {
    // The news of an exit waits in the event loop; two turns of it let the news in.
    await nextTurn()
    await nextTurn()
    return this.#exit === '' && this.#broken === ''
  }

  async start(): Promise<void> {
    const { file, args, env, cwd } = this.#server
    const child = spawn(file, args, {
      cwd,
      env: { ...env, ...spawnEnvironment(), [this.#marker.name]: this.#marker.value },
      detached: true,
      stdio: 'pipe',
    })
    this.#child = child
    const pid = child.pid
    const unregister = pid === undefined ? () => {} : registerProcessGroup(pid)
    child.stdin.on('error', (error) => this.onerror?.(error))
    child.stderr.on('data', (chunk: Buffer) => this.#stderr.append(chunk))
    child.stdout.on('data', (chunk: Buffer) => this.#read(child, chunk))
    child.once('exit', (code, signal) => {
      this.#exit = code === null ? `ended by ${signal}` : `ended with exit code ${code}`
      // However it ended, nothing that it started stays.
      if (pid !== undefined) this.#sweeping = killTree(pid, this.#marker).catch(() => {})
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

  #read(child: ChildProcessWithoutNullStreams, chunk: Buffer): void {
    try {
      const lines = this.#lines.push(chunk)
      if (lines.length === 0) return
      // What is not delivered yet stays in the pipe, so that a flood costs the server and not our memory.
      child.stdout.pause()
      this.#delivery = this.#delivery.then(() => this.#deliver(lines)).then(() => void child.stdout.resume())
    } catch (error) {
      this.#broken = (error as Error).message
      this.onerror?.(error as Error)
      child.stdout.destroy()
      void this.close()
    }
  }

  async #deliver(lines: readonly string[]): Promise<void> {
    let notified = false
    for (const line of lines) {
      const message = this.#message(line)
      const isNotification = message !== undefined && !('id' in message)
      // The client handles notifications a little later than answers: an answer that came in the same chunk would
      // overtake the last progress of its call.
      if (notified && !isNotification) await nextTurn()
      notified = isNotification
      if (message !== undefined) this.onmessage?.(message)
      if (message === undefined || isNotification) this.#gate.count(1)
    }
    await this.#gate.pass()
  }

  #message(line: string): JSONRPCMessage | undefined {
    if (line === '') return undefined
    try {
      return this.#server.readMessage(line)
    } catch (error) {
      // A server that prints to its stdout breaks the protocol; the next line may be a message again.
      this.#stray = { count: this.#stray.count + 1, last: line.slice(0, STRAY_LINE_CHARACTERS) }
      this.onerror?.(error as Error)
      return undefined
    }
  }

  async #end(): Promise<void> {
    const child = this.#child
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null)
      return this.#sweeping
    const exited = once(child, 'exit')
    child.stdin.end()
    const timeout = new AbortController()
    await Promise.race([exited, delay(END_GRACE_MS, undefined, { signal: timeout.signal })])
    timeout.abort()
    if (child.exitCode === null && child.signalCode === null) await killTree(child.pid, this.#marker)
    await exited
    await this.#sweeping
    this.#closePipes()
  }

  /** A grandchild in a session of its own may hold the pipes of a server that has ended. */
  #closePipes(): void {
    this.#child?.stdout.destroy()
    this.#child?.stderr.destroy()
  }
}
