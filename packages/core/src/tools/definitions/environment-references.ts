import { CodeModeError } from '../../errors/code-mode-error.ts'

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

const REFERENCE = /\$\$\{|\$\{([^}]*)\}/g
const VARIABLE = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s
/** Replacing shorter values would garble error texts and protect nothing. */
const MIN_SECRET_LENGTH = 4

/** Resolves `${NAME}` and `${NAME:-default}`, and keeps the values out of error texts. `$${` stands for a literal `${`. */
export class EnvironmentReferences {
  readonly #env: Environment
  readonly #origin: string
  readonly #values = new Map<string, string>()

  constructor(options: { readonly env: Environment; readonly origin: string }) {
    this.#env = options.env
    this.#origin = options.origin
  }

  /** @throws CodeModeError `TOOL_DEFINITION_INVALID` that names the variable and the file, never a value. */
  resolve(text: string): string {
    return text.replaceAll(REFERENCE, (match, inner: string | undefined) => {
      if (inner === undefined) return '${'
      const [, name, fallback] = VARIABLE.exec(inner) ?? []
      if (name === undefined)
        throw this.#error(
          `"${match}" is not a reference to an environment variable. Write \${NAME}, or $\${ for a literal \${.`,
        )
      const value = this.#env[name] ?? fallback
      if (value === undefined)
        throw this.#error(
          `The environment variable ${name} is not set. Set it where the session runs, or write \${${name}:-default}.`,
        )
      this.#values.set(value, name)
      return value
    })
  }

  resolveAll(texts: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, this.resolve(text)]))
  }

  /** Puts the reference back where a resolved value stands in a text. */
  redact(text: string): string {
    const longestFirst = [...this.#values].sort(([left], [right]) => right.length - left.length)
    let result = text
    for (const [value, name] of longestFirst) {
      if (value.length >= MIN_SECRET_LENGTH) result = result.replaceAll(value, `\${${name}}`)
    }
    return result
  }

  #error(message: string): CodeModeError {
    return new CodeModeError({
      code: 'TOOL_DEFINITION_INVALID',
      message: `${this.#origin}: ${message}`,
      details: { file: this.#origin },
    })
  }
}
