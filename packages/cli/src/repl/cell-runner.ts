import type { RunResult, SessionApi, SessionEvent } from '@code-mode/core'
import { DisplayFiles } from '../output/display-files.ts'
import { failureText } from '../program/report-failure.ts'
import { cutNotes, errorText, timingText, valueText } from './cell-result.ts'
import type { Printer } from './printer.ts'
import { boundNames } from './python/bound-names.ts'

const LOST = 'The interpreter was started anew; variables of earlier cells are gone.'
/** How core's own hints say the same. */
const SAYS_LOST = /variables of earlier runs are gone/u

/** Runs cells, shows what comes of them, and can be interrupted. */
export class CellRunner {
  /** Names that cells bound, as far as their texts tell. */
  readonly variables: Set<string> = new Set()
  readonly #session: SessionApi
  readonly #printer: Printer
  readonly #displays = new DisplayFiles(undefined)
  /** Whether the guest's ends are told: only then is it known at once whether an interrupted cell kept its variables. */
  readonly #hearsEnds: boolean
  #running: AbortController | undefined
  /** Since the last result: what a cell says of the variables that is interrupted. */
  #guestEnded = false
  #toldLoss = false

  constructor(session: SessionApi, printer: Printer, options: { readonly hearsEnds: boolean }) {
    this.#session = session
    this.#printer = printer
    this.#hearsEnds = options.hearsEnds
  }

  /** Stops the cell that runs. @returns false where none does */
  interrupt(): boolean {
    if (this.#running === undefined) return false
    if (this.#running.signal.aborted) return true
    this.#printer.interrupted()
    this.#running.abort(new Error('Interrupted at the prompt.'))
    return true
  }

  /** @returns false when the cell failed or was interrupted */
  async run(code: string, options: { readonly timed?: boolean } = {}): Promise<boolean> {
    const printer = this.#printer
    const running = new AbortController()
    this.#running = running
    try {
      const onEvent = (event: SessionEvent): void => this.#show(event)
      const result = await this.#session.run(code, { signal: running.signal, onEvent })
      this.#print(result)
      this.#remember(code, result)
      if (options.timed === true) printer.line(printer.paint('dim', timingText(result)))
      return result.ok
    } catch (error) {
      if (running.signal.aborted) this.#printInterrupted()
      else printer.failure(printer.paint('red', failureText(error)))
      return false
    } finally {
      this.#running = undefined
      printer.freshLine()
    }
  }

  /** New variables from here on, and nobody needs to be told. */
  forget(): void {
    this.variables.clear()
    this.#guestEnded = false
    this.#toldLoss = true
  }

  /** An event of the session, of which those of a running cell are shown already. */
  hear(event: SessionEvent, aside: (write: () => void) => void): void {
    if (event.type === 'guest-end') this.#guestEnded = true
    else if (event.type === 'background') aside(() => this.#printer.program(event.channel, event.text))
    else if (event.type === 'deps-progress' && event.runId === undefined)
      this.#printer.progress(event.message)
  }

  #show(event: SessionEvent): void {
    if (event.type === 'output') this.#printer.program(event.channel, event.text)
    else if (event.type === 'display') this.#printer.line(this.#displays.show(event.display))
    else if (event.type === 'call-progress' || event.type === 'deps-progress')
      this.#printer.progress(event.message)
  }

  #print(result: RunResult): void {
    const printer = this.#printer
    const value = valueText(result)
    if (value !== undefined) printer.line(value)
    if (!result.ok) printer.failure(errorText(result, printer.paint))
    for (const note of cutNotes(result)) printer.failure(printer.paint('yellow', note))
    if (result.stateLost && !saysLoss(result) && !this.#toldLoss)
      printer.failure(printer.paint('yellow', LOST))
  }

  #remember(code: string, result: RunResult): void {
    // The interpreter ended in this very cell: what it bound is gone, and its hint has said so.
    const died = result.stateLost && saysLoss(result)
    if (result.stateLost) this.variables.clear()
    this.#toldLoss = died
    this.#guestEnded = false
    if (!died) for (const name of boundNames(code)) this.variables.add(name)
  }

  #printInterrupted(): void {
    const { paint } = this.#printer
    const lost = this.#guestEnded
    const state = !this.#hearsEnds
      ? ''
      : lost
        ? ` It had to be ended by force. ${LOST}`
        : ' Variables are kept.'
    this.#printer.failure(paint('red', `Interrupted.${state}`))
    if (lost) this.forget()
  }
}

function saysLoss(result: RunResult): boolean {
  return !result.ok && SAYS_LOST.test(result.error.hint ?? '')
}
