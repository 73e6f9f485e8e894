import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** The installed program, run by this Node: `npx` could ask a registry. */
const PROGRAM = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')),
  'dist',
  'index.js',
)

export interface Check {
  readonly id: string
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'INFO' | 'SKIPPED'
  readonly errorMessage?: string
}

/** What the suite can ask a server, by name. */
export async function serverScenarios(): Promise<readonly string[]> {
  const { stdout } = await execute(process.execPath, [PROGRAM, 'list', '--server'])
  return [...stdout.matchAll(/^\s+- (\S+)/gmu)].map(([, name]) => name ?? '')
}

/** Runs every scenario, the pending ones too, and reads the checks that the suite wrote, by scenario. */
export async function runConformance(url: string): Promise<ReadonlyMap<string, readonly Check[]>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'code-mode-conformance-'))
  try {
    // Some scenarios fail by design, so the exit code says nothing.
    const ended = execute(
      process.execPath,
      [PROGRAM, 'server', '--url', url, '--suite', 'all', '--output-dir', folder],
      { maxBuffer: 64 * 1024 * 1024, timeout: 240_000, killSignal: 'SIGKILL' },
    )
    await ended.catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 1)) throw error
    })
    const results = new Map<string, readonly Check[]>()
    for (const name of await readdir(folder)) {
      const scenario = /^server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z$/u.exec(name)?.[1]
      if (scenario === undefined) throw new Error(`The suite wrote a folder of an unknown form: ${name}`)
      const text = await readFile(path.join(folder, name, 'checks.json'), 'utf8')
      results.set(scenario, JSON.parse(text) as readonly Check[])
    }
    return results
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
