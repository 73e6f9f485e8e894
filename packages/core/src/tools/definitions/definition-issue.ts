/** A place in a definition file and what is wrong there. */
export interface DefinitionIssue {
  /** 1-based; absent when it is about the whole file. */
  readonly line?: number
  readonly column?: number
  readonly message: string
}
