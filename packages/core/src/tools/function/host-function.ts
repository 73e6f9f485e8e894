/** Where a problem of an input is. Of the Standard Schema specification. */
export interface StandardIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
export type StandardResult<T> =
  | { readonly value: T; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] }

/** A schema of any library that follows the Standard Schema specification, version 1: zod, valibot, arktype, … */
export interface StandardSchema<T = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<T> | Promise<StandardResult<T>>
    /** Only for the type of what it gives. */
    readonly types?: { readonly input: unknown; readonly output: T } | undefined
    /** JSON Schema, where the library offers it. */
    readonly jsonSchema?:
      | {
          readonly input: (options: { readonly target: 'draft-2020-12' }) => Readonly<Record<string, unknown>>
          readonly output: (options: {
            readonly target: 'draft-2020-12'
          }) => Readonly<Record<string, unknown>>
        }
      | undefined
  }
}

/** A Standard Schema, or JSON Schema of an object as plain data. */
export type FunctionSchema<T = unknown> =
  | StandardSchema<T>
  | { readonly type: 'object'; readonly [key: string]: unknown }

/** A schema, or a function that makes it when the tools are first loaded. */
export type MaybeLazySchema<T = unknown> =
  | FunctionSchema<T>
  | (() => FunctionSchema<T> | Promise<FunctionSchema<T>>)

/** A function of the application that agent code can call. It runs in the application, with its rights. */
export interface HostFunction<Input = unknown> {
  readonly description: string
  /** What it takes. With a Standard Schema, `execute` gets what the schema makes of the input. */
  readonly inputSchema: MaybeLazySchema<Input>
  /** What it returns; only shown to the agent. */
  readonly outputSchema?: MaybeLazySchema
  execute(
    input: Input,
    context: { readonly signal: AbortSignal; readonly onProgress?: (message: string) => void },
  ): unknown
}
