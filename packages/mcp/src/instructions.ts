import type { GetPromptResult } from '@modelcontextprotocol/sdk/types.js'

/** What the server tells a client about itself when they meet. */
export const INSTRUCTIONS: string = `This server runs Python programs in a live session and keeps what worked.

Act by writing programs, not by single steps:
1. search: search_workflows with the words of the task. A saved program may do it already.
2. invoke: if one fits, run_code with workflows.invoke("name", parameter=...).
3. script: if none fits, write one program in run_code. It calls tools.<tool>.<function>(...), combines the results in plain Python and ends with the expression that answers the task. search_tools finds tools.
4. save: once it worked, save it with create_workflow as def run(...) with typed parameters and a docstring, so that it is found next time.

Variables, imports and functions stay from one run_code to the next. Print or return only what you need to read.`

/** The prompt a user can pick. */
export function promptText(task: string | undefined): string {
  const request = task === undefined || task.trim() === '' ? '' : `\n\nThe task: ${task}`
  return `Work with the code-mode tools.\n\n${INSTRUCTIONS}${request}`
}

/** A prompt of one text, said by the user. */
export function userMessage(text: string): GetPromptResult {
  return { messages: [{ role: 'user', content: { type: 'text', text } }] }
}
