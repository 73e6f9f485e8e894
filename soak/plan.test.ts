import { expect, it } from 'vitest'
import { type Operation, planOf } from './plan.ts'

function steps(seed: number, session: number, count: number): readonly Operation[] {
  const plan = planOf(seed, session)
  return Array.from({ length: count }, () => plan.next().value)
}

it('a seed gives every session a plan of its own, the same each time', () => {
  expect(steps(7, 3, 500)).toEqual(steps(7, 3, 500))
  expect(steps(7, 3, 50)).not.toEqual(steps(7, 4, 50))
  expect(steps(7, 3, 50)).not.toEqual(steps(8, 3, 50))
})

it('a plan has every kind of step, and never the same step for ever', () => {
  const kinds = new Set(steps(1, 0, 2_000).map(({ kind }) => kind))
  expect(kinds.size).toBe(14)
})
