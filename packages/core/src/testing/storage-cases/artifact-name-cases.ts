import { deepEqual, equal } from 'node:assert/strict'
import { put, read } from './artifact-text.ts'
import { rejectsWithCode } from './rejects-with-code.ts'
import type { StorageCase } from './storage-case.ts'

/** Which names every {@link ArtifactStore} takes. */
export function artifactNameCases(test: StorageCase): void {
  test('takes names that people give, and lists them by name', async ({ storage: { artifacts } }) => {
    const names = [
      '2026 report (final).csv',
      'a%2Fb',
      'a/b/c.json',
      'a_b',
      'größe',
      '漢字🎉',
      "it's ~ok~ *really*!",
      '漢'.repeat(200),
    ].sort()
    for (const name of names) await put(artifacts, name, name)
    deepEqual(
      (await artifacts.list()).map(({ name }) => name),
      names,
    )
    for (const name of names) equal(await read(artifacts, name), name)
  })

  test('refuses names that could leave its place or trap a person', async ({ storage: { artifacts } }) => {
    const wrong = [
      '',
      '/etc/passwd',
      'C:/x',
      '..',
      '../a',
      'a/../b',
      'a/./b',
      'a//b',
      'a/',
      '.hidden',
      'a/.b',
      'a.',
      'a ',
      'a\\b',
      'a\nb',
      'a\0b',
      'con',
      'a/NUL.txt',
      'e\u0301',
      'a\u202Eb',
      '\uD800',
      'x'.repeat(201),
    ]
    for (const name of wrong) {
      await rejectsWithCode(put(artifacts, name, 'x'), 'NAME_INVALID', /Right would be/u)
      await rejectsWithCode(artifacts.open(name), 'NAME_INVALID')
      await rejectsWithCode(artifacts.delete(name), 'NAME_INVALID')
    }
    deepEqual(await artifacts.list(), [])
  })

  test('refuses a new name that differs from another one only in case', async ({
    storage: { artifacts },
  }) => {
    await put(artifacts, 'Été', '1')
    await rejectsWithCode(put(artifacts, 'été', '2'), 'NAME_INVALID', /"Été" exists/u)
    equal(await artifacts.get('été'), undefined)
    equal(await artifacts.delete('été'), false)
    equal(await read(artifacts, 'Été'), '1')
  })
}
