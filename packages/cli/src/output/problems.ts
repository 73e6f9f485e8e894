import type { Session } from '@code-mode/core'
import { plainText } from './plain-text.ts'

type SessionProblem = Awaited<ReturnType<Session['problems']>>[number]

/** Something that could not be loaded, with file and line. */
export interface Problem {
  readonly about: 'tool' | 'workflow' | 'artifact'
  /** `file:line:column: what is wrong and what to do` */
  readonly text: string
}

/** Problems as they are told. */
export function readProblems(problems: readonly SessionProblem[]): readonly Problem[] {
  return problems.map((problem) => {
    const place = 'origin' in problem ? problem.origin : problem.location
    const about = 'origin' in problem ? 'tool' : (problem.about ?? 'workflow')
    // Some messages begin with the place themselves.
    const text = problem.message.startsWith(place) ? problem.message : `${place}: ${problem.message}`
    return { about, text: plainText(text) }
  })
}
