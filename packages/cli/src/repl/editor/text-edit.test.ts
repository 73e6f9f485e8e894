import { describe, expect, it } from 'vitest'
import { EditState } from './key-edits.ts'

/** Presses keys on a text in which `|` is the cursor. */
function press(before: string, ...keys: readonly string[]): string {
  const state = new EditState()
  state.current = { text: before.replace('|', ''), cursor: before.indexOf('|') }
  for (const key of keys)
    expect(state.press(key.length === 1 ? '' : key, key.length === 1 ? key : '')).toBe(true)
  const { text, cursor } = state.current
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`
}

describe('keys in a text', () => {
  it.each([
    ['a|c', ['b'], 'ab|c'],
    ['ab|', ['left'], 'a|b'],
    ['|ab', ['left'], '|ab'],
    ['ab|', ['right'], 'ab|'],
    ['a\nbc|d', ['home'], 'a\n|bcd'],
    ['a|b\ncd', ['end'], 'ab|\ncd'],
    ['one two|', ['meta-b'], 'one |two'],
    ['|one.two', ['meta-f'], 'one|.two'],
    ['ab|', ['backspace'], 'a|'],
    ['a|b', ['delete'], 'a|'],
    ['        |x', ['backspace'], '    |x'],
    ['      |x', ['backspace'], '    |x'],
    ['a e\u0301|', ['backspace'], 'a |'],
    ['a 😀|', ['left'], 'a |😀'],
    ['a\n|b', ['backspace'], 'a|b'],
    ['one two|x', ['ctrl-u'], '|x'],
    ['a|bc\nd', ['ctrl-k'], 'a|\nd'],
    ['a|\nd', ['ctrl-k'], 'a|d'],
    ['f one.two |x', ['ctrl-w'], 'f |x'],
    ['one two|', ['meta-backspace'], 'one |'],
    ['ab cd|', ['ctrl-w', 'ctrl-a', 'ctrl-y'], 'cd|ab '],
    ['ab|', ['c', 'd', 'ctrl-_'], 'abc|'],
    ['ab|', ['ctrl-u', 'ctrl-_'], 'ab|'],
  ] as const)('%j with %j is %j', (before, keys, after) => {
    expect(press(before, ...keys)).toBe(after)
  })

  it('that mean nothing change nothing', () => {
    const state = new EditState()
    expect(state.press('ctrl-x', '\u0018')).toBe(false)
    expect(state.press('f5', '')).toBe(false)
    expect(state.current.text).toBe('')
  })
})
