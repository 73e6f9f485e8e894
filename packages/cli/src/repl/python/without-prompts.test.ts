import { expect, it } from 'vitest'
import { withoutPrompts } from './without-prompts.ts'

it('what is copied with prompts loses them, and the answers between', () => {
  expect(withoutPrompts('>>> def f():\n...     return 1\n...\n>>> f()\n1')).toBe(
    'def f():\n    return 1\n\nf()',
  )
})

it('a program without prompts stays as it is', () => {
  expect(withoutPrompts('x = 1\n... ')).toBe('x = 1\n... ')
})
