const MOST = 2_147_483_647

/** Whether a row can have this id: they have 32 bits, and PostgreSQL refuses to look for a larger one. */
export const mayBeId = (number: number | bigint): boolean => number >= 0 && number <= MOST
