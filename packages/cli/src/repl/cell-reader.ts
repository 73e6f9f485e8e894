/** Where cells come from. */
export interface CellReader {
  /** The next cell; undefined at the end. */
  read(): Promise<string | undefined>
  /** Writes something while a cell is being typed, without mixing with it. */
  aside(write: () => void): void
  close(): void
}
