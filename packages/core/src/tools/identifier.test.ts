import { expect, test } from 'vitest'

import { nameProblem, toIdentifier, toIdentifiers } from './identifier.ts'

test('names that agent code can write have no problem; others are told what to write', () => {
  expect(nameProblem('read_file', 'tool')).toBeUndefined()
  expect(nameProblem('search', 'callable')).toBeUndefined()
  expect(nameProblem('search', 'tool')).toContain('write "search_"')
  expect(nameProblem('7z', 'tool')).toContain('write "x7z"')
  expect(nameProblem('_hidden', 'callable')).toContain('write "x_hidden"')
  expect(nameProblem('_hidden', 'parameter')).toBeUndefined()
  expect(nameProblem('lambda', 'callable')).toContain('keyword')
  expect(nameProblem('naïve', 'tool')).toContain('write "na_ve"')
})

test('names of others become identifiers, all different', () => {
  expect(toIdentifier('read-file', 'callable')).toBe('read_file')
  expect(toIdentifier('import', 'callable')).toBe('import_')
  expect(toIdentifier('list', 'callable')).toBe('list_')
  expect(toIdentifier('7z', 'parameter')).toBe('_7z')
  expect(toIdentifiers(['read-file', 'read_file', 'read.file', 'read_file'], 'callable')).toEqual([
    'read_file_2',
    'read_file',
    'read_file_3',
    'read_file_4',
  ])
})
