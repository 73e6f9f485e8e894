/** Clients whose settings are known. */
export const CLIENT_NAMES = ['claude', 'cursor', 'vscode'] as const
export type ClientName = (typeof CLIENT_NAMES)[number]
