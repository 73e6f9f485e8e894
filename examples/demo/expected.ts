import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { git } from './repository.ts'

/** One row of the answer. */
export interface ChangedFile {
  readonly file: string
  readonly commits: number
  readonly lines: number
}

/** The answer found in another way, to hold the program's against: number of commits and lines by file. */
export async function countChanges(folder: string): Promise<ReadonlyMap<string, number>> {
  const present = new Set((await git(folder, 'ls-files')).split('\n').filter(Boolean))
  const counts = new Map<string, number>()
  for (const line of (await git(folder, 'log', '--format=', '--name-only')).split('\n')) {
    if (present.has(line)) counts.set(line, (counts.get(line) ?? 0) + 1)
  }
  return counts
}

/** What is wrong with an answer, one sentence each. Files with the same number of commits may come in any order. */
export async function checkAnswer(
  folder: string,
  answer: readonly ChangedFile[],
  top: number,
  suffix: string,
): Promise<readonly string[]> {
  const counts = [...(await countChanges(folder))].filter(([file]) => file.endsWith(suffix))
  const best = counts
    .map(([, commits]) => commits)
    .toSorted((left, right) => right - left)
    .slice(0, top)
  const problems: string[] = []
  const got = answer.map((row) => row.commits)
  if (JSON.stringify(got) !== JSON.stringify(best))
    problems.push(`The numbers of commits are ${got.join(', ')}, not ${best.join(', ')}.`)
  for (const row of answer) {
    const commits = counts.find(([file]) => file === row.file)?.[1]
    if (commits !== row.commits)
      problems.push(`${row.file} is in ${String(commits)} commits, not ${row.commits}.`)
    const lines = (await readFile(path.join(folder, row.file), 'utf8')).replace(/\n$/u, '').split('\n').length
    if (lines !== row.lines) problems.push(`${row.file} has ${lines} lines, not ${row.lines}.`)
  }
  return problems
}
