/** Where cells come from. */
export interface CellReader {
  /** The next cell; undefined at the end. */
  read(): Promise<string | undefined>
  /** Has something written that comes on its own, without mixing it with a cell that is being typed. */
  aside(write: (atPrompt: boolean) => void): void
  /** Drops what is typed so far, where Ctrl-C comes as a signal. */
  clear?(): void
  close(): void
}
