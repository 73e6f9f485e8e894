import { renderResult } from '../session/render-result.ts'
import { defineModelTool } from './define-model-tool.ts'
import type { ModelToolEntry } from './define-model-tool.ts'
import { describeRunCode, RUN_CODE_GENERAL } from './run-code-description.ts'
import { structureResult } from './structure-result.ts'

/** Runs a program in the session. */
export const runCode: ModelToolEntry = {
  name: 'run_code',
  describe: describeRunCode,
  define: (z) =>
    defineModelTool(z, {
      name: 'run_code',
      title: 'Run Python code',
      description: RUN_CODE_GENERAL,
      input: z.strictObject({
        code: z.string().describe('The Python program. The value of its last expression is the result.'),
        timeout_seconds: z
          .number()
          .positive()
          .max(86_400)
          .optional()
          .describe("Longest time of this run, in seconds. Default: the session's limit."),
      }),
      output: z.looseObject({
        ok: z.boolean(),
        value: z.unknown().optional().describe('The value of the last expression, where JSON can say it.'),
        asText: z
          .array(z.looseObject({ path: z.array(z.union([z.string(), z.number()])), type: z.string() }))
          .optional()
          .describe('Places in the value where a text stands for something else.'),
        text: z
          .string()
          .optional()
          .describe('The repr of the value, where JSON cannot say it or it is too long to be given whole.'),
        stdout: z.string().optional(),
        stderr: z.string().optional(),
        error: z
          .looseObject({ kind: z.string(), name: z.string(), message: z.string(), traceback: z.string() })
          .optional(),
        truncated: z
          .array(
            z.looseObject({
              what: z.string(),
              kept: z.number(),
              of: z.number(),
              artifact: z.string().optional().describe('All of it: artifacts.load(name) in a program.'),
            }),
          )
          .optional()
          .describe('What is not given in full.'),
        stateLost: z.boolean().optional().describe('True when variables of earlier runs are gone.'),
        durationMs: z.number(),
      }),
      hints: { readOnly: false, destructive: true, idempotent: false, openWorld: true },
      run: async (session, input, { signal, onEvent }) =>
        await session.run(input.code, {
          ...(input.timeout_seconds === undefined ? {} : { timeoutMs: input.timeout_seconds * 1000 }),
          ...(signal === undefined ? {} : { signal }),
          ...(onEvent === undefined ? {} : { onEvent }),
        }),
      render: (result) => renderResult(result),
      structure: structureResult,
      isError: (result) => !result.ok,
    }),
}
