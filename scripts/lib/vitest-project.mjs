import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root, run } from './run.mjs'
import { print, yellow } from './terminal.mjs'

/** So many files with failures may be the fault of a busy machine; more are a fault of the code. */
const MOST_FILES_AGAIN = 3

/**
 * Runs the tests of one project. A file that failed beside others runs once more, alone: a test that passes only then is
 * counted as passed and named in `onlyAlone`, so that nobody overlooks it.
 */
export async function vitestProject(project) {
  const first = await vitest([`--project=${project}`])
  if (first.code === 0 || first.broken.length === 0 || first.broken.length > MOST_FILES_AGAIN)
    return { ...first, onlyAlone: [] }
  print()
  print(yellow(`Once more, alone: ${first.broken.map((file) => path.relative(root, file)).join(', ')}`))
  const second = await vitest([`--project=${project}`, '--no-file-parallelism', ...first.broken])
  const stillFailing = new Set(second.failing)
  return {
    code: second.code,
    passed: first.passed + (first.failing.length - second.failing.length),
    failed: second.failed,
    skipped: first.skipped,
    broken: second.broken,
    onlyAlone: first.failing.filter((title) => !stillFailing.has(title)),
  }
}

/** One run of vitest: its numbers, the files that failed, and the titles of the tests that failed in them. */
async function vitest(args) {
  const folder = await mkdtemp(path.join(tmpdir(), 'code-mode-report-'))
  try {
    const report = path.join(folder, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const { code } = await run(path.join(root, 'node_modules/.bin/vitest'), ['run', ...args, ...reporters], {
      streams: true,
    })
    const result = JSON.parse(await readFile(report, 'utf8').catch(() => '{"testResults":[]}'))
    const broken = result.testResults.filter(({ status }) => status === 'failed')
    const failing = broken.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter((test) => test.status === 'failed')
        .map((test) => `${path.relative(root, name)}: ${test.fullName}`),
    )
    // A file that cannot be loaded fails without a failed test in it, and must not vanish from the sum.
    const unloaded = broken.filter(
      ({ assertionResults }) => !assertionResults.some((test) => test.status === 'failed'),
    ).length
    // The last one is an error outside any test.
    const outside = code !== 0 && failing.length + unloaded === 0 ? 1 : 0
    return {
      code,
      passed: result.numPassedTests ?? 0,
      failed: failing.length + unloaded + outside,
      skipped: (result.numPendingTests ?? 0) + (result.numTodoTests ?? 0),
      broken: broken.map(({ name }) => name),
      failing,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
