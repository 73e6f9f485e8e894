import * as ai from 'ai'
import { expect, it, vi } from 'vitest'

// The same suites with the real AI SDK 6 in place of 7: for them, for the adapter and for the mock models.
vi.mock('ai', async () => await import('ai-6'))
vi.mock('ai/test', async () => await import('ai-6/test'))

it('this file runs with AI SDK 6', () => {
  expect('uploadFile' in ai).toBe(false)
})

await import('./suites/all.ts')
