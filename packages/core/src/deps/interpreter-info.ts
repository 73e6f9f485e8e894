/** A Python interpreter as it described itself when it was run. */
export interface InterpreterInfo {
  /** The real executable: never a shim, an alias, or the link of a virtual environment. */
  readonly path: string
  /** For instance `3.11.7`. */
  readonly version: string
  /** For instance `cpython`. */
  readonly implementation: string
  /** For instance `linux-x86_64`: what wheels must fit. */
  readonly platform: string
  /** What its compiled code begins with, in hexadecimal: differs where code is not interchangeable. */
  readonly magic: string
}
