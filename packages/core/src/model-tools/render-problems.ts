import type { StorageProblem } from '../storage/storage.ts'
import type { ToolProblem } from '../tools/tool.ts'

/** So many are told; one mistake can make hundreds. */
const MOST = 10

/** What could not be loaded, one line each; an empty text when all is well. */
export function renderProblems(problems: readonly (StorageProblem | ToolProblem)[]): string {
  if (problems.length === 0) return ''
  const lines = problems.slice(0, MOST).map((problem) => {
    const place = 'origin' in problem ? problem.origin : problem.location
    // With a line number the message begins with the place itself.
    return problem.message.startsWith(place) ? `- ${problem.message}` : `- ${place}: ${problem.message}`
  })
  if (problems.length > MOST) lines.push(`- and ${problems.length - MOST} more`)
  return `Could not be loaded:\n${lines.join('\n')}`
}
