/** How a tool is listed to an agent, on every executor and by every adapter. */
export interface ToolSummary {
  readonly name: string
  readonly description: string
  readonly tags: readonly string[]
  readonly callables: readonly CallableSummary[]
}

export interface CallableSummary {
  /** `null` is the tool itself. */
  readonly name: string | null
  readonly description: string
  /** As Python writes it: `get(url: str, silent: bool = False)`. */
  readonly signature: string
}
