/** A moment as it is stored: UTC, six fraction digits, so that text sorts as time does. */
export const toStored = (date: Date): string => date.toISOString().replace('Z', '000Z')

export const secondsAfter = (date: Date, seconds: number): Date =>
  new Date(date.getTime() + seconds * 1000)
