import type { Value } from '@code-mode/core'
import type { CommandContext } from '../program/context.ts'

/** A value for a person or the next program: texts and bytes as they are, everything else as JSON. */
export function printValue(context: CommandContext, value: Value): void {
  if (context.json || !(typeof value === 'string' || value instanceof Uint8Array)) {
    context.printJson(value)
  } else if (typeof value === 'string') {
    context.print(value)
  } else if (context.stdout.isTTY) {
    context.print(`(${value.length.toLocaleString('en-US')} bytes; send them to a file: > FILE)`)
  } else {
    context.stdout.write(value)
  }
}
