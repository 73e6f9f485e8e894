import { deepEqual, equal } from 'node:assert/strict'
import type { StorageCase } from './storage-case.ts'
import { rejectsWithCode } from './rejects-with-code.ts'

const data = new TextEncoder().encode('x')

/** What holds for several instances over one place, and over time. */
export function sharingCases(test: StorageCase): void {
  test('is opened and closed more than once without harm', async ({ storage }) => {
    await storage.artifacts.put({ name: 'a', format: 'text', data })
    await storage.open()
    equal((await storage.artifacts.list()).length, 1)
    await storage.close()
    await storage.close()
  })

  test('shows the changes of another instance at the next call', async ({ storage, another }) => {
    if (another === undefined) return
    const other = await another()
    const first = await storage.workflows.put({ name: 'a', language: 'python', source: '1' })
    equal((await other.workflows.get('a'))?.source, '1')
    await other.workflows.put({ name: 'a', language: 'python', source: '2' })
    equal((await storage.workflows.get('a'))?.source, '2')
    equal((await storage.workflows.list())[0]?.source, '2')
    const condition = { ifRevision: { revision: first.revision } }
    await rejectsWithCode(
      storage.workflows.put({ name: 'a', language: 'python', source: '3' }, condition),
      'REVISION_CONFLICT',
    )
    await other.workflows.delete('a')
    deepEqual(await storage.workflows.list(), [])

    const info = await other.artifacts.put({ name: 'b', format: 'text', data })
    deepEqual(await storage.artifacts.get('b'), info)
    await storage.artifacts.delete('b')
    equal(await other.artifacts.get('b'), undefined)

    await storage.requirements.replace(['attrs'])
    deepEqual((await other.requirements.list()).requirements, ['attrs'])
  })

  test('loses nothing when two instances write at once', async ({ storage, another }) => {
    if (another === undefined) return
    const other = await another()
    const writes = Array.from({ length: 25 }, (_, number) => [
      storage.workflows.put({ name: `a${number}`, language: 'python', source: '1' }),
      other.workflows.put({ name: `b${number}`, language: 'python', source: '1' }),
      storage.artifacts.put({ name: `a${number}`, format: 'text', data }),
      other.artifacts.put({ name: `b${number}`, format: 'text', data }),
    ]).flat()
    await Promise.all<unknown>(writes)
    equal((await storage.workflows.list()).length, 50)
    equal((await other.artifacts.list()).length, 50)
  })
}
