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
        text: z.string().optional().describe('The repr of the value, where JSON cannot say it.'),
        stdout: z.string().optional(),
        stderr: z.string().optional(),
        error: z
          .looseObject({ kind: z.string(), name: z.string(), message: z.string(), traceback: z.string() })
          .optional(),
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
