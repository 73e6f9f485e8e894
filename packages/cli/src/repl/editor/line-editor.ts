import { programOf } from '../percent-syntax.ts'
import { withoutPrompts } from '../python/without-prompts.ts'
import { isComplete, isEndedByBlankLine } from '../python/completeness.ts'
import type { Completion } from '../complete/completion.ts'
import { candidateTable, commonStart } from './candidate-table.ts'
import { HistorySearch } from './history-search.ts'
import { HistoryWalk } from './history-walk.ts'
import { EditState } from './key-edits.ts'
import { layOut, windowOf } from './layout.ts'
import type { Prompts } from './layout.ts'
import type { Screen } from './screen.ts'
import type { Press, TerminalKeys } from './terminal-keys.ts'
import { insert, lineStart, replaceBefore, toEnd, toLineAbove, toLineBelow } from './text-edit.ts'

const PROMPTS: Prompts = { first: '>>> ', next: '... ' }
const INDENT = 4

export interface LineEditorOptions {
  readonly keys: TerminalKeys
  readonly screen: Screen
  /** Earlier cells, the oldest first. */
  readonly history: readonly string[]
  readonly complete: (before: string) => Promise<Completion>
  /** Stops the process until the shell goes on with it. */
  readonly suspend: () => Promise<void>
}

/** What became of an edited text: `cell`: run it; `cleared`: Ctrl-C; `end`: Ctrl-D or the end of the terminal. */
export type Edited = { readonly kind: 'cell'; readonly text: string } | { readonly kind: 'cleared' | 'end' }

/** One cell at the prompt, from the first key to Enter. */
export class LineEditor {
  readonly #options: LineEditorOptions
  readonly #walk: HistoryWalk
  readonly #state = new EditState()
  #search: HistorySearch | undefined
  /** An earlier cell as it was: Enter runs it, whatever it ends with. */
  #recalled: string | undefined
  /** The text for which candidates are on view. */
  #listedFor: string | undefined

  constructor(options: LineEditorOptions) {
    this.#options = options
    this.#walk = new HistoryWalk(options.history)
  }

  async read(): Promise<Edited> {
    const { keys } = this.#options
    this.draw()
    for (;;) {
      const press = await keys.next()
      const edited = press.kind === 'end' ? this.#leave('end') : await this.#press(press)
      if (edited !== undefined) return edited
      // What came together is drawn together.
      if (keys.peek() === undefined) this.draw()
    }
  }

  draw(): void {
    const { screen } = this.#options
    const state = this.#search?.found ?? this.#state.current
    screen.draw(windowOf(layOut(state, this.#search?.prompts ?? PROMPTS, screen.columns), screen.height))
  }

  async #press(press: Press): Promise<Edited | undefined> {
    if (this.#search !== undefined) {
      const found = this.#search.found
      const outcome = this.#search.press(press)
      if (outcome === 'searching') return undefined
      this.#search = undefined
      if (outcome === 'cancelled') return undefined
      this.#recall(found.text, found.cursor)
    }
    if (press.kind === 'paste') this.#state.change(insert(this.#state.current, withoutPrompts(press.text)))
    return press.kind === 'key' ? await this.#key(press.name, press.text) : undefined
  }

  async #key(name: string, text: string): Promise<Edited | undefined> {
    const state = this.#state.current
    switch (name) {
      case 'return':
      case 'enter':
        return this.#enter()
      case 'meta-return':
      case 'meta-enter':
        this.#state.change(insert(state, '\n'))
        return undefined
      case 'ctrl-c':
        return this.#leave('cleared')
      case 'ctrl-d':
        if (state.text === '') return this.#leave('end')
        if (state.cursor === state.text.length && state.text.endsWith('\n')) return this.#accept()
        break
      case 'tab':
        await this.#tab()
        return undefined
      case 'up':
      case 'ctrl-p':
        this.#state.current = toLineAbove(state) ?? this.#recall(this.#walk.older(state.text))
        return undefined
      case 'down':
      case 'ctrl-n':
        this.#state.current = toLineBelow(state) ?? this.#recall(this.#walk.newer())
        return undefined
      case 'ctrl-r':
        this.#search = new HistorySearch(this.#walk, state)
        return undefined
      case 'ctrl-l':
        this.#options.screen.clear()
        return undefined
      case 'ctrl-z':
        this.#options.screen.leave()
        await this.#options.suspend()
        return undefined
      default:
    }
    this.#state.press(name, text)
    return undefined
  }

  #enter(): Edited | undefined {
    const { text, cursor } = this.#state.current
    if (text.trim() === '') return this.#accept()
    if (text === this.#recalled) return this.#accept()
    const onLastLine = !text.includes('\n', cursor)
    if (onLastLine && isComplete(programOf(text)) && !this.#goesOn(text)) return this.#accept()
    this.#state.change(insert(this.#state.current, '\n'))
    return undefined
  }

  /** Whether lines that were typed ahead, or pasted into a terminal that does not say so, go on behind a blank line. */
  #goesOn(text: string): boolean {
    const next = this.#options.keys.peek()
    return next?.kind === 'key' && /^[ \t]$/u.test(next.text) && isEndedByBlankLine(programOf(text))
  }

  #recall(text: string | undefined, cursor?: number): { readonly text: string; readonly cursor: number } {
    if (text === undefined) return this.#state.current
    this.#recalled = text
    this.#state.change({ text, cursor: cursor ?? text.length })
    return this.#state.current
  }

  async #tab(): Promise<void> {
    const { complete, screen } = this.#options
    const { current } = this.#state
    const before = current.text.slice(0, current.cursor)
    const line = before.slice(lineStart(before, before.length))
    if (line.trim() === '') {
      this.#state.change(insert(current, ' '.repeat(INDENT - (line.length % INDENT))))
      return
    }
    const { from, candidates } = await complete(before)
    if (candidates.length === 0) return
    const start = commonStart(candidates)
    if (start.length > before.length - from) {
      this.#state.change(replaceBefore(current, from, start))
      return
    }
    if (candidates.length === 1 || this.#listedFor === before) return
    this.#listedFor = before
    this.draw()
    screen.leave()
    screen.write(`${candidateTable(candidates, screen.columns)}\r\n`)
  }

  #accept(): Edited {
    const { text } = this.#state.current
    this.#leave('cell')
    return { kind: 'cell', text }
  }

  #leave(kind: 'cell' | 'cleared' | 'end'): { readonly kind: 'cleared' | 'end' } {
    const { screen } = this.#options
    this.#state.current = toEnd(this.#state.current)
    screen.draw(layOut(this.#state.current, PROMPTS, screen.columns))
    screen.leave(kind === 'cleared' ? '^C' : '')
    return { kind: kind === 'cleared' ? 'cleared' : 'end' }
  }
}
