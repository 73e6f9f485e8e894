/** The limit of one message; a picture or a file comes in one. */
export const MCP_MESSAGE_BYTES: number = 64 * 1024 * 1024
