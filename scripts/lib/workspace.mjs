import path from 'node:path'
import { pruneDist } from './prune-dist.mjs'
import { mustRun, root } from './run.mjs'
import { beginStep, bold, endStep, print, red } from './terminal.mjs'

/**
 * What every command needs before its own work. pnpm and turbo compare what is there with what should be, so a
 * second run of these takes a second or two and needs no stamp of ours.
 */
export const install = {
  name: 'install',
  description: 'packages, exactly as pnpm-lock.yaml names them',
  run: () => mustRun('pnpm', ['install', '--frozen-lockfile']),
}

export const generate = {
  name: 'generate',
  description: 'the Python runtime as a string module',
  needs: ['install'],
  run: () =>
    mustRun(process.execPath, ['scripts/bundle-python-runtime.mjs'], {
      cwd: path.join(root, 'packages/core'),
    }),
}

export const build = {
  name: 'build',
  description: 'JavaScript and declarations of every package',
  needs: ['generate'],
  run: async () => {
    await pruneDist()
    const turbo = path.join(root, 'node_modules/.bin/turbo')
    await mustRun(turbo, ['run', 'build', '--output-logs=errors-only', '--ui=stream'])
  },
}

/**
 * Runs the steps in order and says how long each took. A step whose `needs` failed is left out; the others go on.
 * Resolves with the outcome per step name: 'passed', 'failed' or 'skipped'.
 */
export async function runSteps(steps) {
  const outcomes = new Map()
  const failures = []
  for (const step of steps) {
    const { name, description, needs = [], streams = false } = step
    const missing = needs.find((need) => outcomes.has(need) && outcomes.get(need) !== 'passed')
    if (missing !== undefined) {
      outcomes.set(name, 'skipped')
      endStep(name, `not run, because ${missing} did not succeed`, 'skipped', 0)
      continue
    }
    const started = performance.now()
    beginStep(name, description, { streams })
    try {
      await step.run()
      outcomes.set(name, 'passed')
    } catch (error) {
      outcomes.set(name, 'failed')
      failures.push({ name, message: error.message })
    }
    endStep(name, description, outcomes.get(name), performance.now() - started, { streams })
    const failure = failures.at(-1)
    if (failure?.name === name) print(indent(failure.message))
  }
  return { outcomes, failures }
}

/** Runs the steps, stops the process at the first failure, and hands over to `program` with the terminal. */
export async function prepareAndRun(title, steps, program) {
  print(bold(title))
  const { failures } = await runSteps(steps)
  if (failures.length > 0) {
    print(red(`${failures.map(({ name }) => name).join(', ')} failed; see above.`))
    process.exit(1)
  }
  print()
  process.exitCode = await program()
}

function indent(text) {
  return text.replace(/^/gm, '    ')
}
