import { describe, expect, it } from 'vitest'
import { openSession } from '../support/open-session.ts'
import { readingOf } from '../support/repair-table.ts'

describe('a name that went with an earlier interpreter', () => {
  it('is said to be lost, also some runs after the loss', async () => {
    const session = await openSession()
    await session.run('orders = [1]\n\ndef total():\n    return sum(orders)')
    await session.run('import os\nos._exit(3)')
    expect(readingOf(await session.run('1 + 1'))).toContain('variables of earlier runs are gone')
    for (const name of ['orders', 'total', 'os']) {
      const text = readingOf(await session.run(`print(${name})`))
      expect(text).toContain(`An earlier run defined \`${name}\`, but the interpreter was started anew since`)
      expect(text).toContain('line 1')
    }
    await session.run('orders = [2]')
    expect(await session.run('orders')).toMatchObject({ ok: true, value: [2] })
  })

  it('is told apart from a name that was never there, or was deleted', async () => {
    const session = await openSession()
    await session.run('orders = [1]\nprint(dict(limit=1))')
    await session.reset()
    expect(readingOf(await session.run('limit'))).not.toContain('started anew')
    expect(readingOf(await session.run('orders'))).toContain('started anew')
    await session.run('orders = [1]')
    await session.run('del orders')
    expect(readingOf(await session.run('orders'))).not.toContain('started anew')
  })
})

describe('a session without runtime dependencies', () => {
  it.each([
    ['import cv2', 'deps.list()'],
    ['!pip install requests', 'deps.list()'],
    ['np.array([1])', 'deps.list()'],
  ])('never tells to add a package: %s', async (code, instead) => {
    const session = await openSession({ allowRuntimeDeps: false })
    const text = readingOf(await session.run(code))
    expect(text).toContain(instead)
    expect(text).toContain('Packages cannot be added in this session')
    expect(text).not.toContain('deps.add')
  })
})

describe('an error that the application reads', () => {
  it('says of a time limit that it was a string', async () => {
    const session = await openSession()
    await expect(session.run('1', { timeoutMs: '5' as unknown as number })).rejects.toThrow(
      'must be a number of milliseconds above 0, not the string "5"',
    )
  })
})
