import { describe, expect, it } from 'vitest'
import { didYouMean, nearestName } from './nearest-name.ts'

describe('nearestName', () => {
  it.each([
    ['fetch_jsno', 'fetch_json'],
    ['fetchJson', 'fetch_json'],
    ['FETCH-JSON', 'fetch_json'],
    ['fetch_jso', 'fetch_json'],
    ['fetch', 'fetch_json'],
    ['curll', 'curl'],
    ['gti', 'git'],
  ])('takes %s for %s', (wrong, right) => {
    expect(nearestName(wrong, ['list', 'curl', 'git', 'fetch_json', 'summarise'])).toBe(right)
  })

  it('prefers the name with fewer wrong letters', () => {
    expect(nearestName('report2', ['reports', 'report1', 'report_2'])).toBe('report_2')
  })

  it('suggests nothing for a name that is like none', () => {
    expect(nearestName('zzzzzz', ['curl', 'git'])).toBeUndefined()
    expect(nearestName('ab', ['cd', 'xy'])).toBeUndefined()
    expect(nearestName('x', [])).toBeUndefined()
  })

  it('stays fast on a very long wrong name', () => {
    const candidates = Array.from({ length: 2000 }, (_, index) => `workflow_number_${index}`)
    const start = performance.now()
    nearestName('w'.repeat(1_000_000), candidates)
    expect(performance.now() - start).toBeLessThan(500)
  })
})

describe('didYouMean', () => {
  it('names the nearest', () => {
    expect(didYouMean('curll', ['curl', 'git'])).toBe(' Did you mean "curl"?')
  })

  it('lists what there is when nothing is near', () => {
    expect(didYouMean('zzzzzz', ['a', 'b', 'c'])).toBe(' There are: a, b, c.')
  })

  it('lists eight at most, then a count', () => {
    const names = Array.from({ length: 11 }, (_, index) => `n${index}`)
    expect(didYouMean('zzzzzz', names)).toBe(' There are: n0, n1, n2, n3, n4, n5, n6, n7 and 3 more.')
  })

  it('says nothing when there is nothing', () => {
    expect(didYouMean('x', [])).toBe('')
  })
})
