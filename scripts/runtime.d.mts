export const flags: string[]
export function environment(root: string): Record<string, string>
