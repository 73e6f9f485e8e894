import { describe, expect, it } from 'vitest'
import { readRequirements, replaceRequirements } from './requirement-lines.ts'

describe('requirement lines', () => {
  it('are read without comments, and a fragment is none', () => {
    expect(readRequirements('a # x\r\n#b\n\n c>=1 \nd @ https://h/x.whl#sha256=0\n')).toEqual([
      'a',
      'c>=1',
      'd @ https://h/x.whl#sha256=0',
    ])
  })

  it('keep their place and comments when others come and go', () => {
    expect(replaceRequirements('# top\na # why\nb\n', ['a', 'c'])).toBe('# top\na # why\nc\n')
    expect(replaceRequirements('a\r\n', ['a', 'b'])).toBe('a\r\nb\r\n')
    expect(replaceRequirements('# only\n', [])).toBe('# only\n')
    expect(replaceRequirements('', ['a', 'a'])).toBe('a\n')
  })

  it('follow the comments when their order changes', () => {
    expect(replaceRequirements('a # why\n# note\nb\n', ['b', 'a'])).toBe('# note\nb\na # why\n')
  })
})
