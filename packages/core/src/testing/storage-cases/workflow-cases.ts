import { deepEqual, equal, match, notEqual, ok, rejects } from 'node:assert/strict'
import type { StoredWorkflow, WorkflowStore } from '../../storage/storage.ts'
import type { StorageCase } from './storage-case.ts'
import { rejectsWithCode } from './rejects-with-code.ts'

function put(store: WorkflowStore, name: string, source: string): Promise<StoredWorkflow> {
  return store.put({ name, language: 'python', source })
}

/** What every {@link WorkflowStore} does. */
export function workflowCases(test: StorageCase): void {
  test('gives back what was put, byte for byte', async ({ storage: { workflows } }) => {
    const source = '"""Größe — 漢字 🎉"""\r\n\r\ndef run():\r\n\treturn "\\n"'
    const put1 = await put(workflows, 'fetch_json', source)
    const found = await workflows.get('fetch_json')
    equal(found?.source, source)
    equal(found.name, 'fetch_json')
    equal(found.language, 'python')
    equal(found.revision, put1.revision)
    ok(Math.abs(Date.parse(found.updatedAt) - Date.now()) < 60_000)
    match(found.updatedAt, /^\d{4}-\d\d-\d\dT.*Z$/u)
  })

  test('knows nothing of a name that was never put', async ({ storage: { workflows } }) => {
    equal(await workflows.get('nothing'), undefined)
    deepEqual(await workflows.list(), [])
    deepEqual(await workflows.history('nothing'), [])
    equal(await workflows.delete('nothing'), false)
    deepEqual(await workflows.problems(), [])
  })

  test('lists by name', async ({ storage: { workflows } }) => {
    for (const name of ['b', 'c', 'a']) await put(workflows, name, `def run(): return "${name}"`)
    deepEqual(
      (await workflows.list()).map(({ name }) => name),
      ['a', 'b', 'c'],
    )
  })

  test('changes the revision with the source, and not without', async ({ storage: { workflows } }) => {
    const first = await put(workflows, 'a', 'def run(): return 1')
    equal((await workflows.get('a'))?.revision, first.revision)
    const second = await put(workflows, 'a', 'def run(): return 2')
    notEqual(second.revision, first.revision)
  })

  test('writes only when the revision is the expected one', async ({ storage: { workflows } }) => {
    const write = { name: 'a', language: 'python', source: 'def run(): return 2' } as const
    await rejectsWithCode(
      workflows.put(write, { ifRevision: { revision: 'none' } }),
      'REVISION_CONFLICT',
      /"a"/u,
    )
    equal(await workflows.get('a'), undefined)
    const first = await workflows.put({ ...write, source: 'def run(): return 1' }, { ifRevision: 'absent' })
    await rejectsWithCode(workflows.put(write, { ifRevision: 'absent' }), 'REVISION_CONFLICT')
    await workflows.put(write, { ifRevision: { revision: first.revision } })
    await rejectsWithCode(
      workflows.put({ ...write, source: '3' }, { ifRevision: { revision: first.revision } }),
      'REVISION_CONFLICT',
    )
    await rejectsWithCode(
      workflows.delete('a', { ifRevision: { revision: first.revision } }),
      'REVISION_CONFLICT',
    )
    equal((await workflows.get('a'))?.source, write.source)
  })

  test('deletes once', async ({ storage: { workflows } }) => {
    await put(workflows, 'a', 'def run(): return 1')
    equal(await workflows.delete('a'), true)
    equal(await workflows.delete('a'), false)
    equal(await workflows.get('a'), undefined)
    deepEqual(await workflows.list(), [])
  })

  test('keeps earlier states, newest first, also of what was deleted', async ({ storage: { workflows } }) => {
    const states: StoredWorkflow[] = []
    for (let number = 1; number <= 3; number++)
      states.push(await put(workflows, 'a', `def run(): return ${number}`))
    const history = await workflows.history('a')
    deepEqual(
      history.map(({ source }) => source),
      ['def run(): return 2', 'def run(): return 1'],
    )
    equal(history[0]?.revision, states[1]?.revision)
    await workflows.delete('a')
    equal((await workflows.history('a'))[0]?.source, 'def run(): return 3')
  })

  test('keeps at least 20 earlier states', async ({ storage: { workflows } }) => {
    for (let number = 0; number <= 25; number++) await put(workflows, 'a', `def run(): return ${number}`)
    const sources = (await workflows.history('a')).map(({ source }) => source)
    ok(sources.length >= 20)
    equal(sources[0], 'def run(): return 24')
    equal(sources[19], 'def run(): return 5')
  })

  test('refuses names that are no identifiers, are taken or could leave its place', async ({
    storage: { workflows },
  }) => {
    const wrong = [
      '',
      'a b',
      'fetch-json',
      '1st',
      '../a',
      'a/b',
      'a.py',
      '/etc/passwd',
      'é',
      'for',
      'None',
      'list',
      'invoke',
      'call_sync',
      'con',
      '_a',
      'a\n',
      'x'.repeat(129),
    ]
    for (const name of wrong) {
      await rejectsWithCode(put(workflows, name, 'def run(): return 1'), 'NAME_INVALID', /Right would be/u)
      await rejectsWithCode(workflows.get(name), 'NAME_INVALID')
      await rejectsWithCode(workflows.delete(name), 'NAME_INVALID')
    }
    deepEqual(await workflows.list(), [])
    await put(workflows, 'x'.repeat(128), 'def run(): return 1')
  })

  test('refuses a new name that differs from another one only in case', async ({
    storage: { workflows },
  }) => {
    await put(workflows, 'Report', 'def run(): return 1')
    await rejectsWithCode(put(workflows, 'report', 'def run(): return 2'), 'NAME_INVALID', /"Report" exists/u)
    equal(await workflows.get('report'), undefined)
    await put(workflows, 'Report', 'def run(): return 3')
  })

  test('loses none of 50 parallel puts, and lets one of 50 create a name', async ({
    storage: { workflows },
  }) => {
    const numbers = Array.from({ length: 50 }, (_, number) => number)
    await Promise.all(numbers.map((number) => put(workflows, `w${number}`, `def run(): return ${number}`)))
    equal((await workflows.list()).length, 50)
    for (const number of numbers)
      equal((await workflows.get(`w${number}`))?.source, `def run(): return ${number}`)
    const tries = numbers.map((number) =>
      workflows.put({ name: 'one', language: 'python', source: String(number) }, { ifRevision: 'absent' }),
    )
    const won = (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled')
    equal(won.length, 1)
  })

  test('refuses a source of more than 1 MiB and keeps the old one', async ({ storage: { workflows } }) => {
    await put(workflows, 'a', 'def run(): return 1')
    await rejectsWithCode(
      put(workflows, 'a', '#'.repeat(1024 * 1024 + 1)),
      'LIMIT_EXCEEDED',
      /1048577 bytes/u,
    )
    equal((await workflows.get('a'))?.source, 'def run(): return 1')
  })

  test('does nothing once it is aborted, and gives the reason unchanged', async ({
    storage: { workflows },
  }) => {
    const reason = new Error('stop')
    const options = { signal: AbortSignal.abort(reason) }
    await rejects(workflows.put({ name: 'a', language: 'python', source: '1' }, options), reason)
    await rejects(workflows.list(options), reason)
    await rejects(workflows.get('a', options), reason)
    await rejects(workflows.delete('a', options), reason)
    deepEqual(await workflows.list(), [])
  })
}
