import { readFileSync } from 'node:fs'
import type { Limits } from '../../src/index.ts'

/** A program that a session must withstand, and what is expected of it. */
export interface Attack {
  readonly title: string
  readonly code: string
  /** `either`: whether the interpreter survives is a matter of luck; the result must say which. */
  readonly lost: 'yes' | 'no' | 'either'
  /** Kind and name of the error. Absent: the program succeeds. `any`: it may fail in whatever way, or succeed. */
  readonly error: string | undefined
  readonly message: RegExp | undefined
  readonly timeoutMs: number
  readonly limits: Limits
}

/** An expression for the descriptor of the wire, the only socket that a new guest has. */
const WIRE =
  'next(fd for fd in range(3, 256) if os.path.exists(f"/proc/self/fd/{fd}") and __import__("stat").S_ISSOCK(os.fstat(fd).st_mode))'

/**
 * Reads a file of programs. Each begins with a line `#: title | lost: no | error: timeout Timeout | timeoutMs: 400`;
 * besides these a line may have `message` (a regular expression) and limits.
 */
export function attacks(name: string): readonly Attack[] {
  const text = readFileSync(new URL(`../session/wedging/${name}.py`, import.meta.url), 'utf8')
  return text
    .split(/^#: /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n')
      const [title = '', ...fields] = part.slice(0, end).split(' | ')
      const said = new Map(
        fields.map((field) => [field.slice(0, field.indexOf(': ')), field.slice(field.indexOf(': ') + 2)]),
      )
      const take = (key: string): string | undefined => {
        const value = said.get(key)
        said.delete(key)
        return value
      }
      const [lost, error, message] = [take('lost'), take('error'), take('message')]
      const timeoutMs = Number(take('timeoutMs') ?? 10_000)
      if (lost !== 'yes' && lost !== 'no' && lost !== 'either')
        throw new TypeError(`${title}: lost is not said.`)
      return {
        title,
        code: part
          .slice(end + 1)
          .trimEnd()
          .replaceAll('HOST_PID', String(process.pid))
          .replaceAll('WIRE', WIRE),
        lost,
        error,
        message: message === undefined ? undefined : new RegExp(message),
        timeoutMs,
        limits: Object.fromEntries([...said].map(([key, value]) => [key, Number(value)])),
      }
    })
}
