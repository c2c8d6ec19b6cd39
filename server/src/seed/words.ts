import { oneOf, type Random } from './random.ts'

const THINGS = [
  'The printer on the second floor',
  'My laptop from last spring',
  'The projector in room 4',
  'The VPN from home',
  'The shared calendar',
  'The scanner at reception',
  'My work phone',
  'The wiki of the sales team',
  'The door terminal',
  'The invoice export',
]
const TROUBLES = [
  'does not answer',
  'is very slow',
  'asks for a password',
  'shows an error',
  'stopped this morning',
  'loses what I save',
  'cannot be reached',
  'needs an update',
]
const SENTENCES = [
  'It began on Monday, shortly after the update that was announced by mail.',
  'I have restarted it twice and checked the cables, which made no difference.',
  'Two colleagues at the desks beside mine see exactly the same thing.',
  'The message says only that something went wrong, and to try again later.',
  'We have a visit from a customer on Thursday and would need it by then.',
  'It works in the morning, and gets worse when everybody is in the office.',
  'I can send a picture of the screen if that helps you to find the cause.',
  'Nothing was changed on my side, as far as I know and can remember.',
  'Until then we use the one on the other floor, so it is not too urgent.',
  'Please call me before you come: I am in meetings for most of the day.',
]
const ANSWERS = [
  'Thank you for telling us, and for the details: they helped a lot.',
  'I have looked at it and could see the same thing from my desk here.',
  'We replaced the part that was broken and have tried it several times.',
  'Could you please try again now, and tell us if it happens once more?',
  'The supplier knows of it, and promised an answer by the end of the week.',
  'I have written down what to do next time in the knowledge base.',
]

/** What somebody might call their trouble: some 40 characters. */
export const madeUpTitle = (random: Random): string =>
  `${oneOf(random, THINGS)} ${oneOf(random, TROUBLES)}`

/** How they might describe it: some 300 characters. */
export const madeUpDescription = (random: Random): string => paragraph(random, SENTENCES, 4)

/** What one might answer: some 200 characters. */
export const madeUpAnswer = (random: Random): string => paragraph(random, ANSWERS, 3)

const paragraph = (random: Random, sentences: string[], count: number): string =>
  Array.from({ length: count }, () => oneOf(random, sentences)).join(' ')
