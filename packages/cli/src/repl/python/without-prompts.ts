const PROMPTED = /^\s*(?:>>>|\.\.\.)(?: |$)/u

/** A text as it was typed, where it was copied from a page or a terminal together with its prompts and answers. */
export function withoutPrompts(text: string): string {
  if (!/^\s*>>> /u.test(text)) return text
  const typed = text.split('\n').filter((line) => PROMPTED.test(line))
  return typed.map((line) => line.replace(PROMPTED, '')).join('\n')
}
