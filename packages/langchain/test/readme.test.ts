import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'

const ROOT = path.join(import.meta.dirname, '..')

it('the program of README.md runs as it stands', { timeout: 60_000 }, async () => {
  const text = await readFile(path.join(ROOT, 'README.md'), 'utf8')
  const code = /^```js\n(.*?)^```/msu.exec(text)?.[1] ?? ''
  // Inside the package, so that its imports are found as they would be beside it.
  const folder = await mkdtemp(path.join(ROOT, '.readme-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  await writeFile(path.join(folder, 'program.mjs'), code)
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@code-mode/source', 'program.mjs'],
    { cwd: folder },
  )
  expect(stderr).toBe('')
  expect(stdout.trim()).toBe('285 It is 285.')
})
