import { afterEach, expect, it, vi } from 'vitest'
import { missingComponent } from './requires.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

it('a missing component fails the test where a complete run is promised', () => {
  vi.stubEnv('CODE_MODE_REQUIRE_ALL', '1')
  expect(() => missingComponent('git', 'apt-get install git')).toThrow(/git is missing.*apt-get install git/)
})

it('elsewhere it is said on stderr and the test counts as skipped', () => {
  vi.stubEnv('CODE_MODE_REQUIRE_ALL', '')
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const notes: (string | undefined)[] = []
  missingComponent('git', 'apt-get install git', { skip: (note) => notes.push(note) })
  expect(written.mock.calls.join('')).toContain('apt-get install git')
  expect(notes).toHaveLength(1)
})
