import type { Value } from '../kernel/wire/value.ts'
import type { RunResult } from './run-result.ts'

/** Characters of programs that are kept to tell what was lost; of more, the oldest go. */
const KEPT_CHARACTERS = 262_144

interface Program {
  readonly code: string
  readonly interpreter: number
}

/** Remembers what ran before an interpreter was started anew, to say of a name why it is gone. */
export class EarlierPrograms {
  #programs: Program[] = []
  #characters = 0
  #interpreter = 0
  #seen: object | undefined

  /** Notes a program after it ran; `interpreter` is the one that lives then. */
  note(code: string, interpreter: object | undefined): void {
    this.#look(interpreter)
    this.#programs.push({ code, interpreter: this.#interpreter })
    this.#characters += code.length
    while (this.#characters > KEPT_CHARACTERS) this.#characters -= this.#programs.shift()?.code.length ?? 0
  }

  /** True when the name was bound by a program of an interpreter that is gone, and by none of the present one. */
  lost(name: string, interpreter: object | undefined): boolean {
    this.#look(interpreter)
    const bindings = bindingsOf(name)
    if (bindings === undefined) return false
    const binds = this.#programs.filter(({ code }) => bindings.test(code))
    return binds.length > 0 && binds.every((program) => program.interpreter !== this.#interpreter)
  }

  #look(interpreter: object | undefined): void {
    if (interpreter !== undefined && interpreter === this.#seen) return
    this.#seen = interpreter
    this.#interpreter += 1
  }
}

/** Finds the usual ways to bind a name at the top level of a program. */
function bindingsOf(name: string): RegExp | undefined {
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return undefined
  const ways = [
    `^(?:\\w+[ \\t]*,[ \\t]*)*${name}[ \\t]*(?:,[ \\t]*\\w+[ \\t]*)*(?::[^=\\n]*)?=(?!=)`,
    `^(?:async[ \\t]+)?(?:def|class)[ \\t]+${name}\\b`,
    `^(?:import|from)\\b[^\\n]*\\b${name}\\b`,
    `^(?:with|for)\\b[^\\n]*\\b${name}\\b`,
  ]
  return new RegExp(ways.join('|'), 'mu')
}

/** Notes a program that ran; if it failed for a name that went with an earlier interpreter, the result says so. */
export function explainLoss(
  result: RunResult,
  program: { readonly mode: string; readonly body: Value },
  earlier: EarlierPrograms,
  interpreter: object | undefined,
): RunResult {
  const name =
    !result.ok && result.error.name === 'NameError'
      ? /^name '([^']+)' is not defined/u.exec(result.error.message)?.[1]
      : undefined
  const lost = name !== undefined && earlier.lost(name, interpreter)
  const code = program.mode === 'exec' ? codeOf(program.body) : undefined
  if (code !== undefined) earlier.note(code, interpreter)
  if (result.ok || !lost) return result
  const hint = `An earlier run defined \`${name}\`, but the interpreter was started anew since: define it again.`
  return { ...result, error: { ...result.error, hint } }
}

function codeOf(body: Value): string | undefined {
  const code =
    typeof body === 'object' && body !== null && 'code' in body ? (body as { code: unknown }).code : undefined
  return typeof code === 'string' ? code : undefined
}
