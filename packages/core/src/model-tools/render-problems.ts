import type { StorageProblem } from '../storage/storage.ts'
import type { ToolProblem } from '../tools/tool.ts'

/** What could not be loaded, one line each; an empty text when all is well. */
export function renderProblems(problems: readonly (StorageProblem | ToolProblem)[]): string {
  if (problems.length === 0) return ''
  const lines = problems.map((problem) => {
    const place = 'origin' in problem ? problem.origin : problem.location
    // With a line number the message begins with the place itself.
    return problem.message.startsWith(place) ? `- ${problem.message}` : `- ${place}: ${problem.message}`
  })
  return `Could not be loaded:\n${lines.join('\n')}`
}
