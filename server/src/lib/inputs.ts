import { z } from 'zod'

const tooLong = (most: number) => `This may have at most ${most} characters.`

/** A line of text that must be there. */
export const line = (most: number) =>
  z
    .string({ error: 'This is needed.' })
    .trim()
    .min(1, 'This may not be empty.')
    .max(most, tooLong(most))

/** Text that may be absent: an empty one clears it. */
export const optionalText = (most: number) =>
  z
    .string()
    .trim()
    .max(most, tooLong(most))
    .transform((text) => (text === '' ? null : text))
    .nullable()

/** Letters, digits, hyphens and underscores. */
export const slug = (most: number) =>
  line(most).regex(/^[-\w]*$/, 'This may hold letters, digits, "-" and "_" only.')

/** One e-mail address, or none. */
export const optionalEmail = () =>
  optionalText(254).refine(
    (text) => text === null || isEmail(text),
    'This is not an e-mail address.',
  )

/** E-mail addresses with commas between them, or none. */
export const emails = (most: number) =>
  optionalText(most).superRefine((text, found) => {
    for (const address of text?.split(',') ?? []) {
      if (isEmail(address.trim())) continue
      found.addIssue(`"${address.trim()}" is not an e-mail address.`)
    }
  })

/** A whole number in these bounds, or none. */
export const optionalNumber = (least: number, most = 2_147_483_647) => {
  const error = `This must be a whole number from ${least} to ${most}.`
  return z.number({ error }).int(error).min(least, error).max(most, error).nullable()
}

const isEmail = (text: string) => z.email().safeParse(text).success
