import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const execute = promisify(execFile)

it(
  'tells the whole story from the sources, checks every claim and leaves nothing behind',
  { timeout: 180_000 },
  async () => {
    const before = await leftovers()
    const program = path.join(import.meta.dirname, 'demo.ts')
    const { stdout } = await execute(process.execPath, ['--conditions=@code-mode/source', program], {
      env: { ...process.env, NO_COLOR: '1' },
      maxBuffer: 64 << 20,
    })
    expect(stdout).toContain('✔ no workflow is found in a new base')
    expect(stdout).toContain('✔ the answer is right (held against git and the files directly)')
    expect(stdout).toContain('✔ the workflow is saved')
    expect(stdout).toContain('✔ the saved program answers for other arguments')
    expect(stdout).toMatch(/✔ programs take \d+\.\d times fewer tokens/u)
    expect(stdout).not.toContain('✘')
    expect(stdout).not.toContain('\u001B[')
    expect(await leftovers()).toEqual(before)
  },
)

async function leftovers(): Promise<readonly string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('code-mode-demo-'))
}
