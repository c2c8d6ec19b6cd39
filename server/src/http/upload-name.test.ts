import { expect, test } from 'vitest'
import { uploadName } from './upload-name.ts'

test('a file is known by the last component of the path it was sent with', () => {
  expect(uploadName('../../etc/passwd.txt')).toBe('passwd.txt')
  expect(uploadName('C:\\dir\\win.txt')).toBe('win.txt')
  expect(uploadName('a/b\\c')).toBe('c')
})

test('entities in a name are undone before its path is cut off', () => {
  expect(uploadName('a&amp;b&#x2f;c&#46;txt')).toBe('c.txt')
})

test('what cannot be printed is taken out of a name', () => {
  expect(uploadName('a\u0000b\u200bc\u00a0d e.txt')).toBe('abcd e.txt')
})

test('a name that is none means that there is no file', () => {
  for (const none of ['', '.', '..', 'folder/', 'folder\\..', '\u200b']) {
    expect(uploadName(none)).toBeNull()
  }
})

test('a long name is cut to 255 characters before its extension', () => {
  expect(uploadName(`${'n'.repeat(300)}.txt`)).toBe(`${'n'.repeat(251)}.txt`)
  expect(uploadName(`${'😀'.repeat(300)}.txt`)).toBe(`${'😀'.repeat(251)}.txt`)
  expect(uploadName(`.${'n'.repeat(300)}`)).toBe(`.${'n'.repeat(254)}`)
})
