import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { missingComponent } from '../support/requires.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { type SystemCall, trace } from './support/trace.ts'

/** What need not outlive a failure of power: locks, temporary files, and data that a newer generation has replaced. */
function isTransient({ call, path }: SystemCall): boolean {
  if (call === 'remove' && /\.[0-9a-f]{32}\.txt$/u.test(path)) return true
  return /\/\.(?:\w+\.)?lock(?:\.|$)|\/\.tmp-[^/]*$/u.test(path)
}

/** What is wrong with the order of calls within one write; empty if all of it is on disk when the write returns. */
function faults(calls: readonly SystemCall[], base: string): readonly string[] {
  const found: string[] = []
  const written = new Set<string>()
  const changed = new Map<string, SystemCall>()
  for (const one of calls.filter(({ path }) => path.startsWith(base))) {
    if (one.call === 'sync') {
      written.delete(one.path)
      changed.delete(one.path)
    } else if (one.call === 'write') {
      written.add(one.path)
    } else {
      const path = one.call === 'rename' || one.call === 'link' ? one.to : one.path
      if (isTransient({ ...one, path })) continue
      if (written.has(one.path)) found.push(`${one.path} became ${path} before it was synced`)
      changed.set(dirname(path), one)
    }
  }
  for (const [folder, { call, path }] of changed)
    found.push(`${folder} was not synced after its last change: ${call} ${path}`)
  return found
}

const marks = [
  'open',
  'create-workflow',
  'replace-workflow',
  'delete-workflow',
  'create-artifact',
  'replace-artifact',
  'delete-artifact',
  'requirements',
]

function between(calls: readonly SystemCall[], mark: string): readonly SystemCall[] {
  const at = (which: string): number =>
    calls.findIndex(({ call, path }) => call === 'mark' && path === `${which}/${mark}`)
  return calls.slice(at('begin') + 1, at('end'))
}

describe('what a write has done when it returns', () => {
  it(
    'is on disk: data before its rename, then the folder, new folders in their parents',
    { timeout: 120_000 },
    async (context) => {
      if (spawnSync('strace', ['-V']).error !== undefined)
        return missingComponent('strace', 'apt-get install strace', context)
      const folder = await temporaryFolder()
      const base = join(folder, 'new/base')
      const calls = await trace(join(folder, 'trace.log'), [
        join(import.meta.dirname, 'fixtures/traced-writes.ts'),
        base,
      ])
      for (const mark of marks) expect([mark, faults(between(calls, mark), folder)]).toEqual([mark, []])

      // What is renamed into place was created, written and synced in this order, each once or more.
      const steps = (mark: string, ending: RegExp): readonly string[] => {
        const own = between(calls, mark)
        const renamed = own.find((one) => one.call === 'rename' && ending.test(one.to))
        if (renamed?.call !== 'rename') return []
        return own
          .filter(
            ({ call, path }) => path === renamed.path || (call === 'sync' && path === dirname(renamed.to)),
          )
          .map(({ call, path }) => (path === renamed.path ? call : 'folder sync'))
      }
      const order = ['create', 'write', 'sync', 'rename', 'folder sync']
      expect(steps('create-workflow', /workflows\/w\.py$/u)).toEqual(order)
      // Here the folder of its earlier states is new.
      expect(steps('replace-workflow', /workflows\/w\.py$/u)).toEqual([
        ...order.slice(0, 3),
        'folder sync',
        ...order.slice(3),
      ])
      expect(steps('requirements', /requirements\.txt$/u)).toEqual(order)
      expect(steps('create-artifact', /\.meta\/a\.json$/u)).toEqual(order)
      // The data's entry in the folder is on disk before the commit as well.
      expect(steps('create-artifact', /artifacts\/a\.[0-9a-f]{32}\.txt$/u)).toEqual([
        ...order.slice(0, 3),
        'folder sync',
        ...order.slice(3),
      ])

      // The commit comes after all data is on disk, and what it replaced goes only after the commit is on disk.
      const replaced = between(calls, 'replace-artifact')
      const commit = replaced.findIndex((one) => one.call === 'rename' && one.to.endsWith('.meta/a.json'))
      const index = (test: (one: SystemCall) => boolean): number => replaced.findIndex(test)
      expect(commit).toBeGreaterThan(index(({ call, path }) => call === 'sync' && path.includes('/.data-')))
      const committed = replaced.findIndex(
        (one, at) => at > commit && one.call === 'sync' && one.path.endsWith('/.meta'),
      )
      expect(committed).toBeGreaterThan(commit)
      const removals = replaced.flatMap((one, at) =>
        one.call === 'remove' && one.path.endsWith('.txt') ? [at] : [],
      )
      expect(removals).toHaveLength(1)
      expect(removals[0]).toBeGreaterThan(committed)

      const deleted = between(calls, 'delete-artifact')
      const gone = deleted.findIndex((one) => one.call === 'remove' && one.path.endsWith('.meta/a.json'))
      const removed = deleted.findIndex((one) => one.call === 'remove' && one.path.includes('/.data-'))
      expect(
        deleted.slice(gone, removed).some((one) => one.call === 'sync' && one.path.endsWith('/.meta')),
      ).toBe(true)
      expect(
        deleted.findLastIndex((one) => one.call === 'sync' && one.path.endsWith('/artifacts')),
      ).toBeGreaterThan(removed)
    },
  )
})
