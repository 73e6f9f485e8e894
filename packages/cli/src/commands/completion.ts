import type { CommandGroup, CommandSpec } from '../program/command.ts'

/** The command that prints a completion script for all commands, itself among them. */
export function completion(entries: () => readonly (CommandSpec | CommandGroup)[]): CommandSpec {
  return {
    name: 'completion',
    summary: 'print a completion script for a shell',
    details:
      'Print a script that completes commands, options and files.\n\n' +
      'bash:  eval "$(code-mode completion bash)"    in ~/.bashrc\n' +
      'zsh:   eval "$(code-mode completion zsh)"     in ~/.zshrc, after compinit\n' +
      'fish:  code-mode completion fish > ~/.config/fish/completions/code-mode.fish',
    operands: [{ name: '<shell>', description: 'which shell', choices: ['bash', 'zsh', 'fish'] }],
    run: async (context, input) => {
      const shell = input.operands[0] as 'bash' | 'zsh' | 'fish'
      const [{ completionScript }, { completionNodes }] = await Promise.all([
        import('../completion/scripts.ts'),
        import('../completion/nodes.ts'),
      ])
      const script = completionScript(shell, completionNodes(entries()))
      if (context.json) context.printJson({ shell, script })
      else context.print(script)
    },
  }
}
