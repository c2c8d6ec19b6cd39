export const flags: string[]
export function environment(root: string): Record<string, string>
export function compile(root: string, node: string): void
