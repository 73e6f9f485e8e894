/** A command of the prompt and what follows it; undefined for a program. */
export function parsePercent(text: string): { readonly name: string; readonly rest: string } | undefined {
  const match = /^\s*%(\S*)[ \t]?([\s\S]*)$/u.exec(text)
  return match === null ? undefined : { name: match[1] ?? '', rest: match[2] ?? '' }
}

/** The program in what was typed: that of `%time`, nothing for another command. */
export function programOf(text: string): string {
  const command = parsePercent(text)
  if (command === undefined) return text
  return command.name === 'time' ? command.rest : ''
}
