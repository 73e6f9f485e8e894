import { PassThrough } from 'node:stream'
import type { Guest, GuestExit } from '../../src/kernel/guest.ts'
import { encodeFrame, FrameReader } from '../../src/kernel/wire/framing.ts'
import { encodePayload } from '../../src/kernel/wire/payload.ts'
import type { Value } from '../../src/kernel/wire/value.ts'

/** A guest played by the test: it says whatever the test wants, honest or not. */
export interface ForgedGuest {
  readonly guest: Guest
  /** Headers that the host has sent so far. */
  readonly heard: readonly Record<string, unknown>[]
  send(header: object, body?: Value | Uint8Array): void
  raw(bytes: Uint8Array): void
  /** Waits for a header of that type from the host: the first, or the one after `skip` others. */
  hear(type: string, skip?: number): Promise<Record<string, unknown>>
  /** Ends its side of the wire, as a process does that exits. */
  leave(): void
  /** Reads what the host sends from now on, if it was made not to. */
  startReading(): void
  readonly interrupts: number
  readonly killed: boolean
}

export const SITE = { file: 'cell-1', line: 1, column: 0, workflow: null }

export interface ForgedGuestOptions {
  /** Whether it has already said that it is ready. @defaultValue true */
  readonly ready?: boolean
  /** Whether it takes what the host sends. @defaultValue true */
  readonly reads?: boolean
}

export function forgedGuest(options: ForgedGuestOptions = {}): ForgedGuest {
  const input = new PassThrough()
  const output = new PassThrough()
  const reader = new FrameReader()
  const heard: Record<string, unknown>[] = []
  const waiting: (() => void)[] = []
  const state = { interrupts: 0, killed: false }
  let exit: (value: GuestExit) => void = () => {}
  const exited = new Promise<GuestExit>((resolve) => {
    exit = resolve
  })
  const startReading = (): void => {
    input.on('data', (chunk: Buffer) => {
      for (const frame of reader.push(chunk))
        heard.push(JSON.parse(frame.header.toString()) as Record<string, unknown>)
      for (const wake of waiting.splice(0)) wake()
    })
  }
  if (options.reads !== false) startReading()
  const guest: Guest = {
    input,
    output,
    exited,
    workingDirectory: '/',
    interrupt: () => {
      state.interrupts += 1
      return Promise.resolve()
    },
    install: () => Promise.resolve({ installed: [], alreadyPresent: [] }),
    kill: () => {
      state.killed = true
      exit({ code: null, signal: 'SIGKILL', stderrTail: '', reason: 'killed' })
      output.destroy()
      input.destroy()
      return Promise.resolve()
    },
  }
  const send = (header: object, body?: Value | Uint8Array): void => {
    if (!output.writable) return
    output.write(
      encodeFrame(
        header,
        body === undefined ? undefined : body instanceof Uint8Array ? body : encodePayload(body),
      ),
    )
  }
  if (options.ready !== false)
    send({ type: 'ready', wire: 1, language: 'python', version: '3.12.0', implementation: 'cpython' })
  return {
    guest,
    heard,
    send,
    raw: (bytes) => void (output.writable && output.write(bytes)),
    startReading,
    leave() {
      output.once('end', () => exit({ code: 0, signal: null, stderrTail: '' }))
      output.end()
    },
    async hear(type, skip = 0) {
      for (;;) {
        const found = heard.filter((header) => header['type'] === type)[skip]
        if (found !== undefined) return found
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
    get interrupts() {
      return state.interrupts
    },
    get killed() {
      return state.killed
    },
  }
}
