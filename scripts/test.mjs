import path from 'node:path'
import { mustRun, root, run } from './lib/run.mjs'
import { bold, dim, print, red, yellow } from './lib/terminal.mjs'
import { useToolchain } from './lib/toolchain.mjs'
import { vitestProject } from './lib/vitest-project.mjs'
import { build, generate, install, runSteps } from './lib/workspace.mjs'

const bin = (name) => path.join(root, 'node_modules/.bin', name)

/** `npm run soak` runs for an hour; here it is a check among others. */
const SOAK_MINUTES = process.env.CI === undefined ? 0.5 : 3

const projects = ['unit', 'integration', 'examples']
const testCounts = { passed: 0, failed: 0, skipped: 0 }
const passedOnlyAlone = []

const checks = [
  install,
  generate,
  {
    name: 'lint',
    description: 'oxlint',
    needs: ['install'],
    run: () => mustRun(bin('oxlint'), ['--deny-warnings']),
  },
  {
    name: 'format',
    description: 'oxfmt --check',
    needs: ['install'],
    run: () => mustRun(bin('oxfmt'), ['--check']),
  },
  {
    name: 'types',
    description: 'tsc over sources and tests of every package',
    needs: ['generate'],
    run: checkTypes,
  },
  build,
  ...projects.map((project) => ({
    name: project,
    description: `vitest, project ${project}`,
    // An example runs as a user's program does, on the build; the other tests read the sources.
    needs: [project === 'examples' ? 'build' : 'generate'],
    streams: true,
    run: () => runVitest(project),
  })),
  {
    name: 'soak',
    description: `random programs over 20 sessions for ${SOAK_MINUTES} min`,
    needs: ['build'],
    streams: true,
    run: () =>
      mustRun(process.execPath, ['soak/main.ts', `--minutes=${SOAK_MINUTES}`, '--seed=1'], { streams: true }),
  },
  {
    name: 'packed',
    description: 'the packed packages as strangers install and use them, with npm, pnpm and npx',
    needs: ['build'],
    streams: true,
    run: () => mustRun(process.execPath, ['scripts/packed-consumer.mjs'], { streams: true }),
  },
  {
    name: 'release',
    description: 'what would be published, from changesets to a publish that uploads nothing',
    needs: ['build'],
    streams: true,
    run: () => mustRun(process.execPath, ['scripts/release-check.mjs'], { streams: true }),
  },
  {
    name: 'fresh',
    description: 'npm run demo in a fresh clone, as a normal user with an empty home',
    needs: ['build'],
    run: () => mustRun(process.execPath, ['scripts/fresh-clone.mjs']),
  },
]

await useToolchain()
const wanted = chosenChecks(process.argv.slice(2))
const started = performance.now()
print(bold('code-mode test'))
const { outcomes, failures } = await runSteps(wanted)

print()
for (const { name, message } of failures) print(`${red('failed')} ${name} ${dim(message.split('\n', 1)[0])}`)
for (const title of passedOnlyAlone) print(`${yellow('passed only alone')} ${title}`)
print(
  dim(
    `${((performance.now() - started) / 1000).toFixed(0)} s in all; a check counts as one, a test project by its tests`,
  ),
)
const count = (outcome) => {
  // A project that ran counts by its tests; one that was left out counts once, as skipped.
  const steps = [...outcomes].filter(
    ([name, value]) => value === outcome && (value === 'skipped' || !projects.includes(name)),
  )
  return steps.length + testCounts[outcome]
}
print(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`)
process.exitCode = failures.length === 0 ? 0 : 1

/** `--only unit,lint` runs those checks after the preparation they need; nothing chosen runs all. */
function chosenChecks(args) {
  const names = args.flatMap((arg, index) => {
    if (arg === '--only') return (args[index + 1] ?? '').split(',')
    return arg.startsWith('--only=') ? arg.slice('--only='.length).split(',') : []
  })
  const unknown = names.filter((name) => !checks.some((check) => check.name === name))
  if (unknown.length > 0 || (args.length > 0 && names.length === 0)) {
    print(red(`Usage: npm test -- --only ${checks.map(({ name }) => name).join(',')}`))
    process.exit(2)
  }
  if (names.length === 0) return checks
  const needed = (name) => {
    const check = checks.find((candidate) => candidate.name === name)
    return [name, ...(check.needs ?? []).flatMap(needed)]
  }
  const all = new Set(names.flatMap(needed))
  return checks.filter(({ name }) => all.has(name))
}

async function checkTypes() {
  const problems = []
  for (const project of await typedProjects()) {
    const { code, output } = await run(bin('tsc'), ['-p', project, '--noEmit', '--pretty', 'false'])
    if (code !== 0) problems.push(output.trim())
  }
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

/** Every workspace package with a tsconfig.json, and the root's own. */
async function typedProjects() {
  const listing = JSON.parse(await mustRun('pnpm', ['ls', '--recursive', '--depth', '-1', '--json']))
  const { existsSync } = await import('node:fs')
  return listing
    .map(({ path: folder }) => path.join(folder, 'tsconfig.json'))
    .filter((file) => existsSync(file))
}

async function runVitest(project) {
  const { code, passed, failed, skipped, broken, onlyAlone } = await vitestProject(project)
  testCounts.passed += passed
  testCounts.failed += failed
  testCounts.skipped += skipped
  passedOnlyAlone.push(...onlyAlone)
  if (code !== 0) throw new Error(`${failed} failures in ${broken.length} files of ${project}; see above`)
}
