import { describe, expect, it } from 'vitest'
import { layOut, windowOf } from './layout.ts'

const prompts = { first: '>>> ', next: '... ' }

describe('the rows of a text', () => {
  it('begin with prompts', () => {
    expect(layOut({ text: 'if x:\n    y', cursor: 11 }, prompts, 80)).toEqual({
      rows: ['>>> if x:', '...     y'],
      cursorRow: 1,
      cursorColumn: 9,
    })
  })

  it('break at the width, and a cursor behind a full row is on the next', () => {
    expect(layOut({ text: 'abcdefgh', cursor: 2 }, prompts, 8)).toEqual({
      rows: ['>>> abcd', 'efgh'],
      cursorRow: 0,
      cursorColumn: 6,
    })
    expect(layOut({ text: 'abcd', cursor: 4 }, prompts, 8)).toEqual({
      rows: ['>>> abcd', ''],
      cursorRow: 1,
      cursorColumn: 0,
    })
  })

  it('count wide letters twice and marks not at all, and show controls', () => {
    expect(layOut({ text: '日本e\u0301', cursor: 4 }, prompts, 80).cursorColumn).toBe(9)
    expect(layOut({ text: '日本', cursor: 0 }, prompts, 7).rows).toEqual(['>>> 日', '本'])
    expect(layOut({ text: 'a\tb\u001B', cursor: 4 }, prompts, 80).rows).toEqual(['>>> a    b^['])
  })

  it('are as many as there is room for, around the cursor', () => {
    const layout = layOut({ text: 'a\nb\nc\nd\ne\nf', cursor: 6 }, prompts, 80)
    expect(windowOf(layout, 3)).toEqual({ rows: ['... c', '... d', '... e'], cursorRow: 1, cursorColumn: 4 })
    expect(windowOf(layout, 6).rows.length).toBe(6)
  })
})
