import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const execute = promisify(execFile)

const CONSUMER = `
  import { Session } from '@code-mode/core'

  async function main() {
    const session = await Session.open('./base')
    try {
      const result = await session.run('import platform\\nplatform.python_implementation().lower()')
      console.log(JSON.stringify({ ok: result.ok, value: result.value ?? null }))
    } finally {
      await session.close()
    }
  }

  main()
`

describe('an application bundled into one file', () => {
  let folder = ''

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'code-mode-bundle-'))
  })

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true })
  })

  it.each(['esm', 'cjs'] as const)('runs a session from an empty folder, as %s', async (format) => {
    const outfile = path.join(folder, format === 'esm' ? 'application.mjs' : 'application.cjs')
    await build({
      stdin: {
        contents: CONSUMER,
        resolveDir: fileURLToPath(new URL('../../mcp', import.meta.url)),
        loader: 'js',
      },
      outfile,
      format,
      bundle: true,
      platform: 'node',
      target: 'node22',
      conditions: ['@code-mode/source'],
      logLevel: 'silent',
      // A bundle for ES modules has no `require` of its own, and some dependencies are CommonJS.
      ...(format === 'esm' && {
        banner: {
          js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
        },
      }),
    })
    expect(await readdir(folder)).toEqual([path.basename(outfile)])

    const { stdout } = await execute(process.execPath, [outfile], {
      cwd: folder,
      env: { PATH: process.env['PATH'] },
    })

    expect(JSON.parse(stdout)).toEqual({ ok: true, value: 'cpython' })
  })
})
