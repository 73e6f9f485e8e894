import * as ai from 'ai'
import { expect, it } from 'vitest'

it('this file runs with AI SDK 7', () => {
  expect(ai).toHaveProperty('uploadFile')
})

await import('./suites/all.ts')
