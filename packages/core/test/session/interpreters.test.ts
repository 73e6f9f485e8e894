import { describe, expect, it } from 'vitest'
import { functionTools, SubprocessExecutor } from '../../src/index.ts'
import { openSession } from '../support/open-session.ts'
import { presentVersions } from '../support/present-versions.ts'

const echo = functionTools({
  name: 'echo',
  functions: {
    back: {
      description: 'Gives back what it gets.',
      inputSchema: { type: 'object', properties: { n: { type: 'integer' } } },
      execute: (input: { readonly n: number }) => input.n,
    },
  },
})

const versions = await presentVersions()

describe('the guest runtime', () => {
  it('finds at least one interpreter', () => {
    expect(versions.length).toBeGreaterThan(0)
  })

  it.each(versions)('keeps state, calls in parallel and survives a timeout on Python %s', async (python) => {
    const executor = new SubprocessExecutor({ python })
    const session = await openSession({ executor, tools: [echo] })
    const code =
      'import asyncio, sys\nkept = await asyncio.gather(*[tools.echo.back(n=i) for i in range(8)])\n[".".join(map(str, sys.version_info[:2])), kept]'
    expect(await session.run(code)).toMatchObject({ ok: true, value: [python, [0, 1, 2, 3, 4, 5, 6, 7]] })
    expect(await session.run('while True: pass', { timeoutMs: 200 })).toMatchObject({
      ok: false,
      stateLost: false,
      error: { kind: 'timeout' },
    })
    expect(await session.run('kept[3]')).toMatchObject({ ok: true, value: 3 })
    await session.close()
    await executor.close()
  })
})
