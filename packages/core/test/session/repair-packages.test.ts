import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SubprocessExecutor } from '../../src/index.ts'
import { openWorkshop, type Workshop, writeWheel } from '../deps/support.ts'
import { openSession, valueOf } from '../support/open-session.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

let workshop: Workshop

beforeEach(async () => {
  workshop = await openWorkshop()
})
afterEach(() => workshop.remove())

describe('a listed package that cannot be installed', () => {
  it('is tried once, then only after a sync or a change of the list', { timeout: 120_000 }, async () => {
    const { cacheDirectory, env } = workshop
    const base = await temporaryFolder()
    await writeFile(join(base, 'requirements.txt'), 'gamma\n')
    const executor = new SubprocessExecutor({ python: '/usr/bin/python3', cacheDirectory, env })
    const session = await openSession({ base, executor })
    const failure = { code: 'INSTALL_FAILED', message: expect.stringContaining('gamma') }
    await expect(session.run('1')).rejects.toMatchObject(failure)
    await writeWheel(workshop, { name: 'gamma', version: '1.0' })
    // An installer would find it now: nobody asked one.
    await expect(session.run('1')).rejects.toMatchObject({
      ...failure,
      hint: expect.stringContaining('sync it to try again'),
    })
    await session.syncDeps()
    expect(await valueOf(session, 'import gamma\ngamma.__name__')).toBe('gamma')

    await session.reset()
    await writeFile(join(base, 'requirements.txt'), 'delta\n')
    await expect(session.run('1')).rejects.toMatchObject({ code: 'INSTALL_FAILED' })
    await writeFile(join(base, 'requirements.txt'), 'gamma\n')
    expect(await valueOf(session, '1 + 1')).toBe(2)
    await session.close()
    await executor.close()
  })
})
