import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { openSession } from '../support/open-session.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const TABLE =
  'def run(rows: list) -> str:\n    """Draws rows as a table."""\n    from tabulate import tabulate\n    return tabulate(rows, tablefmt="plain")\n'

const USE_IN_NEW_PROCESS = `
import { Session } from ${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)}
const session = await Session.open(process.argv[1])
const result = await session.run('workflows.table(rows=[[3, 4]])')
console.log(result.ok ? result.value : result.error.traceback)
await session.close()
`

describe('a package from the real registry', () => {
  it(
    'is added by the program, used in the same run, and by a workflow in a new process',
    { timeout: 120_000 },
    async () => {
      const base = await temporaryFolder()
      const first = await openSession({ base, timeoutMs: 100_000 })
      const progress: string[] = []
      const result = await first.run(
        `report = deps.add("tabulate==0.9.0")\nimport tabulate\nworkflows.create(name="table", source=${JSON.stringify(TABLE)})\n[report, tabulate.tabulate([[1, 2]], tablefmt="plain")]`,
        { onEvent: (event) => event.type === 'deps-progress' && progress.push(event.message) },
      )
      expect(result).toMatchObject({
        ok: true,
        value: [{ installed: ['tabulate==0.9.0'], already_present: [] }, '1  2'],
      })
      expect(progress.length).toBeGreaterThan(0)
      expect(await readFile(join(base, 'requirements.txt'), 'utf8')).toContain('tabulate==0.9.0')
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--conditions=@code-mode/source',
        '--input-type=module',
        '--eval',
        USE_IN_NEW_PROCESS,
        base,
      ])
      expect(stdout).toBe('3  4\n')
      const second = await openSession({ base, allowRuntimeDeps: false })
      expect(await second.run('deps.add("six")')).toMatchObject({
        ok: false,
        error: { name: 'DepsError', line: 1 },
      })
      expect(await second.listDeps()).toEqual(['tabulate==0.9.0'])
    },
  )

  it('that does not exist is an error, and is not kept', { timeout: 60_000 }, async () => {
    const session = await openSession({ timeoutMs: 50_000 })
    const result = await session.run('deps.add("code-mode-no-such-package-4711")')
    expect(result.ok ? '' : result.error.message).toMatch(/code-mode-no-such-package-4711/)
    expect(await session.listDeps()).toEqual([])
  })
})

describe('a requirement', () => {
  it.each([
    ['https://example.invalid/x.whl', 'URL'],
    ['x @ file:///tmp/x', 'URL'],
    ['--index-url=evil', 'option'],
    ['requests; python_version < "3"', 'marker'],
    ['../local', 'path'],
  ])('%j is refused with the reason', async (spec, reason) => {
    const session = await openSession()
    await expect(session.addDep(spec)).rejects.toMatchObject({
      code: 'REQUIREMENT_INVALID',
      message: expect.stringMatching(new RegExp(reason, 'i')),
    })
  })
})
