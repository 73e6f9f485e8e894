import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SubprocessExecutor } from '../../src/index.ts'
import { openWorkshop, type Workshop, writeWheel } from '../deps/support.ts'
import { openSession, valueOf } from '../support/open-session.ts'
import { readingOf } from '../support/repair-table.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

let workshop: Workshop

beforeEach(async () => {
  workshop = await openWorkshop()
})
afterEach(() => workshop.remove())

describe('a package asked for by the name of its module', () => {
  it('is told with the name to install', { timeout: 120_000 }, async () => {
    const { cacheDirectory, env } = workshop
    const executor = new SubprocessExecutor({ python: '/usr/bin/python3', cacheDirectory, env })
    const session = await openSession({ executor })
    const text = readingOf(await session.run('x = 1\ndeps.add("cv2")'))
    expect(text).toContain('deps.add("opencv-python-headless")')
    expect(text).toContain('line 2')
    expect(text).not.toContain(workshop.links)
    await session.close()
    await executor.close()
  })
})

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
