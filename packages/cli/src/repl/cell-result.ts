import type { RunResult } from '@code-mode/core'
import { plainText } from '../output/plain-text.ts'
import type { Painter } from '../output/painter.ts'

/** Characters of a value that are shown at the prompt, at its beginning and at its end. */
const SHOWN = { head: 40_000, tail: 10_000 }

/** The value as it is shown; nothing where there is none, or where it was displayed. */
export function valueText(result: RunResult): string | undefined {
  if (!result.ok || result.kind === 'none') return undefined
  if (result.displays.some((display) => display.ofValue === true)) return undefined
  const { text } = result
  const left = text.length - SHOWN.head - SHOWN.tail
  if (left <= 0) return text
  const count = left.toLocaleString('en-US')
  return `${text.slice(0, SHOWN.head)}\n[… ${count} characters are not shown; print the part that you need …]\n${text.slice(-SHOWN.tail)}`
}

/** Why a cell failed: the lines of its traceback, the message, and what to do. */
export function errorText(result: RunResult & { readonly ok: false }, paint: Painter): string {
  const { name, message, traceback, hint } = result.error
  const told = traceback.trim() !== '' && traceback.includes(message)
  const lines = [traceback.trimEnd(), told ? '' : `${name}: ${message}`].filter((text) => text !== '')
  const coloured = plainText(lines.join('\n'))
    .split('\n')
    .map((line) => paint('red', line))
  return [...coloured, ...(hint === undefined ? [] : [paint('yellow', `Hint: ${plainText(hint)}`)])].join(
    '\n',
  )
}

/** What of the output was not kept, and where the rest is. */
export function cutNotes(result: RunResult): readonly string[] {
  return result.truncated
    .filter(({ kept, of }) => kept !== of)
    .map(({ what, kept, of, artifact }) => {
      const [some, all] = [kept, of].map((count) => count.toLocaleString('en-US'))
      const where =
        artifact === undefined ? '' : ` What was kept: artifacts.load(${JSON.stringify(artifact)})`
      return `[${what} was cut: ${some} of ${all} kept.${where}]`
    })
}

/** `0.8 ms, 2 calls` */
export function timingText({
  durationMs,
  calls,
}: {
  readonly durationMs: number
  readonly calls: number
}): string {
  const [value, unit] = durationMs < 1_000 ? [durationMs, 'ms'] : [durationMs / 1_000, 's']
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0
  return `${value.toFixed(digits)} ${unit}, ${calls} ${calls === 1 ? 'call' : 'calls'}`
}
