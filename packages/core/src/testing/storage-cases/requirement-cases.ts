import { deepEqual, equal, notEqual, rejects } from 'node:assert/strict'
import type { StorageCase } from './storage-case.ts'
import { rejectsWithCode } from './rejects-with-code.ts'

/** What every {@link RequirementStore} does. */
export function requirementCases(test: StorageCase): void {
  test('begins empty, keeps the order and replaces as a whole', async ({ storage: { requirements } }) => {
    deepEqual((await requirements.list()).requirements, [])
    await requirements.replace(['pandas>=2', 'httpx[http2]', 'attrs'])
    deepEqual((await requirements.list()).requirements, ['pandas>=2', 'httpx[http2]', 'attrs'])
    await requirements.replace(['attrs', 'pandas>=2'])
    deepEqual((await requirements.list()).requirements, ['attrs', 'pandas>=2'])
    await requirements.replace([])
    deepEqual((await requirements.list()).requirements, [])
  })

  test('replaces only the list that was read', async ({ storage: { requirements } }) => {
    const before = await requirements.list()
    const revision = await requirements.replace(['a'], { ifRevision: { revision: before.revision } })
    notEqual(revision, before.revision)
    equal((await requirements.list()).revision, revision)
    await rejectsWithCode(
      requirements.replace(['b'], { ifRevision: { revision: before.revision } }),
      'REVISION_CONFLICT',
    )
    await rejectsWithCode(requirements.replace(['b'], { ifRevision: 'absent' }), 'REVISION_CONFLICT')
    deepEqual((await requirements.list()).requirements, ['a'])
  })

  test('refuses what is not one requirement in one line', async ({ storage: { requirements } }) => {
    for (const wrong of ['', 'a\nb', ' a', '# a', 'a # why'])
      await rejects(requirements.replace([wrong]), TypeError)
    deepEqual((await requirements.list()).requirements, [])
  })

  test('lets one of many writers of one revision win', async ({ storage: { requirements } }) => {
    const { revision } = await requirements.list()
    const tries = Array.from({ length: 20 }, (_, number) =>
      requirements.replace([`p${number}`], { ifRevision: { revision } }),
    )
    equal((await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled').length, 1)
  })
}
