import { remedyOf } from '../program/remedy.ts'
import type { CommandContext } from '../program/context.ts'

/** What was found out about one part. */
export interface Finding {
  readonly name: string
  /** `warning`: it works, and could be better. */
  readonly status: 'ok' | 'warning' | 'broken'
  readonly message: string
  /** What to do about it. */
  readonly remedy?: string
}

/** Looks at one part. What it throws is a finding too: see {@link guarded}. */
export interface Check {
  readonly name: string
  look(context: CommandContext): Promise<readonly Finding[]>
}

/** A check whose errors are what it found. */
export function guarded(name: string, look: Check['look']): Check {
  return {
    name,
    look: async (context) => {
      try {
        return await look(context)
      } catch (error) {
        context.signal.throwIfAborted()
        const remedy = remedyOf(error as Error)
        const { message } = error as Error
        return [{ name, status: 'broken', message, ...(remedy === undefined ? {} : { remedy }) }]
      }
    },
  }
}
