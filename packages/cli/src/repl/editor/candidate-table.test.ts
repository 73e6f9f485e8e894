import { expect, it } from 'vitest'
import { candidateTable, commonStart } from './candidate-table.ts'

it('candidates stand in columns that are read downwards', () => {
  expect(candidateTable(['add(', 'delete(', 'get(', 'list('], 22)).toBe('add(     get(\r\ndelete(  list(')
  expect(candidateTable(['a_very_long_name', 'b'], 10)).toBe('a_very_long_name\r\nb')
})

it('many are shown in part', () => {
  const names = Array.from({ length: 500 }, (_, index) => `name_${index}`)
  expect(candidateTable(names, 80).split('\r\n').at(-1)).toBe('… and 380 more')
})

it('what all begin with is typed for the user', () => {
  expect(commonStart(['call_async', 'call_sync'])).toBe('call_')
  expect(commonStart(['a', 'b'])).toBe('')
  expect(commonStart(['only'])).toBe('only')
})
