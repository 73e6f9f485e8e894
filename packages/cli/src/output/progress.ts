import { oneLine } from './plain-text.ts'

/** A line on a terminal that is replaced by the next one. */
export interface Progress {
  /** Shows what is being done. */
  show(message: string): void
  /** Takes the line away, for instance before something else is written. */
  clear(): void
}

const CLEAR_LINE = '\r\u001B[K'

/** On a stream that is no terminal it shows nothing. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  let shown = false
  const clear = (): void => {
    if (!shown) return
    shown = false
    stream.write(CLEAR_LINE)
  }
  const show = (message: string): void => {
    const line = oneLine(message).slice(0, Math.max(1, (stream.columns ?? 80) - 1))
    shown = true
    stream.write(CLEAR_LINE + line)
  }
  return stream.isTTY ? { show, clear } : { show: () => {}, clear: () => {} }
}
