import { constants } from 'node:os'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Turns the first Ctrl-C or request to end into an abort, so that what runs stops and cleans up. The second one ends the
 * process at once.
 */
export class Interruption {
  readonly #controller = new AbortController()
  #exitCode: number | undefined

  constructor(options: { readonly listens: boolean }) {
    if (!options.listens) return
    for (const name of SIGNALS) process.on(name, () => this.#receive(name))
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** As a shell tells a program that a signal ended: 130 for Ctrl-C. Undefined before one came. */
  get exitCode(): number | undefined {
    return this.#exitCode
  }

  #receive(name: (typeof SIGNALS)[number]): void {
    const exitCode = 128 + constants.signals[name]
    if (this.#exitCode !== undefined) process.exit(exitCode)
    this.#exitCode = exitCode
    this.#controller.abort(new Error(`Interrupted by ${name}.`))
  }
}
