import { createHash } from 'node:crypto'
import { deepEqual, equal, notEqual, ok, rejects } from 'node:assert/strict'
import type { ArtifactInfo } from '../../storage/storage.ts'
import type { StorageCase } from './storage-case.ts'
import { collect, put, read } from './artifact-text.ts'
import { rejectsWithCode } from './rejects-with-code.ts'

const utf8 = new TextEncoder()

/** What every {@link ArtifactStore} does. */
export function artifactCases(test: StorageCase): void {
  test('gives back bytes, description and metadata', async ({ storage: { artifacts } }) => {
    const data = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251)
    const metadata = { rows: 3, nested: { list: [1, null, 'x', true], __proto: 'own' } }
    const info = await artifacts.put({
      name: 'report',
      format: 'bytes',
      description: 'Größe',
      metadata,
      data,
    })
    deepEqual(info.metadata, metadata)
    equal(info.description, 'Größe')
    equal(info.sizeBytes, 70_000)
    equal(info.digest, createHash('sha256').update(data).digest('hex'))
    const opened = await artifacts.open('report')
    deepEqual(opened?.info, info)
    ok((await collect(opened.data)).equals(data))
    deepEqual(await artifacts.get('report'), info)
    deepEqual(await artifacts.list(), [info])
  })

  test('copies what it keeps: a source may use the memory of a piece again', async ({
    storage: { artifacts },
  }) => {
    async function* reusing(): AsyncGenerator<Uint8Array> {
      const piece = new Uint8Array(200_000)
      for (let number = 1; number <= 8; number++) yield piece.fill(number)
      piece.fill(0)
    }
    await artifacts.put({ name: 'pieces', format: 'bytes', data: reusing() })
    const opened = await artifacts.open('pieces')
    ok(opened !== undefined)
    const whole = await collect(opened.data)
    equal(whole.byteLength, 1_600_000)
    for (let number = 1; number <= 8; number++)
      ok(whole.subarray((number - 1) * 200_000, number * 200_000).every((byte) => byte === number))
  })

  test('has an empty description and metadata unless they are given, and keeps empty data', async ({
    storage: { artifacts },
  }) => {
    const info = await put(artifacts, 'empty', '')
    equal(info.description, '')
    deepEqual(info.metadata, {})
    equal(info.sizeBytes, 0)
    equal(await read(artifacts, 'empty'), '')
  })

  test('streams data in and out', async ({ storage: { artifacts } }) => {
    const pieceBytes = 64 * 1024
    const hash = createHash('sha256')
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let number = 0; number < 100; number++) {
        const piece = new Uint8Array(pieceBytes).fill(number)
        hash.update(piece)
        yield piece
      }
    }
    const info = await artifacts.put({ name: 'large', format: 'bytes', data: pieces() })
    equal(info.sizeBytes, 100 * pieceBytes)
    equal(info.digest, hash.digest('hex'))
    const opened = await artifacts.open('large')
    ok(opened !== undefined)
    const back = createHash('sha256')
    for await (const piece of opened.data) back.update(piece)
    equal(back.digest('hex'), info.digest)
  })

  test('shows nothing of a put that is under way, and the old state when its source fails', async ({
    storage: { artifacts },
  }) => {
    await put(artifacts, 'a', 'old')
    const failure = new Error('the source failed')
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield utf8.encode('half')
      equal(await read(artifacts, 'a'), 'old')
      throw failure
    }
    await rejects(artifacts.put({ name: 'a', format: 'text', data: failing() }), failure)
    equal(await read(artifacts, 'a'), 'old')
    await rejects(artifacts.put({ name: 'b', format: 'text', data: failing() }), failure)
    deepEqual(
      (await artifacts.list()).map(({ name }) => name),
      ['a'],
    )
  })

  test('stops waiting for a source when it is aborted', async ({ storage: { artifacts } }) => {
    const stop = new AbortController()
    const reason = new Error('stop')
    let closed = false
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          yield utf8.encode('x')
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
      } finally {
        closed = true
      }
    }
    setTimeout(() => stop.abort(reason), 30)
    await rejects(
      artifacts.put({ name: 'a', format: 'text', data: endless() }, { signal: stop.signal }),
      reason,
    )
    await new Promise((resolve) => setTimeout(resolve, 30))
    equal(closed, true)
    equal(await artifacts.get('a'), undefined)
  })

  test('reads one generation, whatever is written or deleted meanwhile', async ({
    storage: { artifacts },
  }) => {
    const old = 'old'.repeat(200_000)
    await put(artifacts, 'a', old)
    const replaced = await artifacts.open('a')
    await put(artifacts, 'a', 'new')
    const deleted = await artifacts.open('a')
    await artifacts.delete('a')
    ok(replaced !== undefined && deleted !== undefined)
    equal((await collect(replaced.data)).toString(), old)
    equal((await collect(deleted.data)).toString(), 'new')
    equal(await artifacts.open('a'), undefined)
  })

  test('writes and deletes only when the revision is the expected one', async ({
    storage: { artifacts },
  }) => {
    const write = { name: 'a', format: 'text', data: utf8.encode('1') } as const
    await rejectsWithCode(
      artifacts.put(write, { ifRevision: { revision: 'none' } }),
      'REVISION_CONFLICT',
      /"a"/u,
    )
    const first = await artifacts.put(write, { ifRevision: 'absent' })
    await rejectsWithCode(artifacts.put(write, { ifRevision: 'absent' }), 'REVISION_CONFLICT')
    const second = await artifacts.put(write, { ifRevision: { revision: first.revision } })
    notEqual(second.revision, first.revision)
    await rejectsWithCode(
      artifacts.delete('a', { ifRevision: { revision: first.revision } }),
      'REVISION_CONFLICT',
    )
    equal(await artifacts.delete('a', { ifRevision: { revision: second.revision } }), true)
    equal(await artifacts.delete('a'), false)
    equal(await artifacts.get('a'), undefined)
  })

  test('remembers what an artifact was earlier, newest first', async ({ storage: { artifacts } }) => {
    const infos: ArtifactInfo[] = []
    for (const text of ['1', '22', '333']) infos.push(await put(artifacts, 'a', text))
    deepEqual(await artifacts.history('a'), [infos[1], infos[0]])
    deepEqual(await artifacts.history('b'), [])
  })

  test('loses none of 50 parallel puts, and lets one of 50 create a name', async ({
    storage: { artifacts },
  }) => {
    const numbers = Array.from({ length: 50 }, (_, number) => number)
    await Promise.all(numbers.map((number) => put(artifacts, `a${number}`, String(number))))
    equal((await artifacts.list()).length, 50)
    for (const number of numbers) equal(await read(artifacts, `a${number}`), String(number))
    const tries = numbers.map((number) =>
      artifacts.put(
        { name: 'one', format: 'text', data: utf8.encode(String(number)) },
        { ifRevision: 'absent' },
      ),
    )
    equal((await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled').length, 1)
    await Promise.all(numbers.map((number) => put(artifacts, 'same', `${number} `.repeat(1000))))
    const [first, ...rest] = ((await read(artifacts, 'same')) ?? '').trim().split(' ')
    ok(rest.length === 999 && rest.every((word) => word === first))
  })

  test('has no problems to tell of after writes, failures and deletions', async ({
    storage: { artifacts },
  }) => {
    await put(artifacts, 'a', '1', { description: 'one' })
    await put(artifacts, 'a', '2')
    await put(artifacts, 'b', '1')
    await rejects(
      artifacts.put({ name: 'b', format: 'text', data: utf8.encode('2') }, { ifRevision: 'absent' }),
    )
    await artifacts.delete('b')
    deepEqual(await artifacts.problems(), [])
  })

  test('refuses misuse with a TypeError', async ({ storage: { artifacts } }) => {
    await rejects(put(artifacts, 'a', 'x', { metadata: [] as never }), TypeError)
    await rejects(put(artifacts, 'a', 'x', { format: 'xml' as never }), TypeError)
    await rejects(artifacts.put({ name: 'a', format: 'text', data: 'text' as never }), TypeError)
    deepEqual(await artifacts.list(), [])
  })
}
