import * as ai from 'ai'
import { expect, it } from 'vitest'

it('this file runs with AI SDK 7', () => {
  expect('uploadFile' in ai).toBe(true)
})

await import('./suites/all.ts')
