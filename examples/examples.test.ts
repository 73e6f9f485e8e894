import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const execute = promisify(execFile)
const folder = import.meta.dirname
const stories = (await readdir(folder, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

/** An example is `<story>/<story>.ts`; it checks its own claims and exits with an error when one does not hold. */
describe.each(stories)('the example %s', (story) => {
  const program = path.join(folder, story, `${story}.ts`)

  it('has a program of its own name', () => {
    expect(existsSync(program), program).toBe(true)
  })

  it('runs to its end on the built packages', { timeout: 180_000 }, async () => {
    const env = { ...process.env, NO_COLOR: '1' }
    const { stdout } = await execute(process.execPath, [program], {
      cwd: path.dirname(program),
      env,
      maxBuffer: 64 << 20,
    })
    expect(stdout.trim()).not.toBe('')
  })
})
