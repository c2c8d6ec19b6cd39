import { expect, test } from 'vitest'
import { guessMediaType, hasAllowedType, typeRefusal, uploadRefusals } from './media-type.ts'

test('the name of a file tells its media type', () => {
  const known: Record<string, string> = {
    'notes.txt': 'text/plain',
    'PHOTO.JPG': 'image/jpeg',
    'x.odt': 'application/vnd.oasis.opendocument.text',
    'x.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'evil.exe': 'application/x-msdos-program',
    'message.eml': 'message/rfc822',
    'page.html': 'text/html',
    'script.js': 'text/javascript',
  }
  for (const [name, type] of Object.entries(known)) expect(guessMediaType(name)).toBe(type)
})

test('a compressed file has the type of its content', () => {
  expect(guessMediaType('backup.tar.gz')).toBe('application/x-tar')
  expect(guessMediaType('backup.tgz')).toBe('application/x-tar')
  expect(guessMediaType('page.html.bz2')).toBe('text/html')
  expect(guessMediaType('data.gz')).toBeNull()
})

test('a name without a known extension tells nothing', () => {
  for (const name of ['README', 'README.', '.txt', '..txt', 'a.unheardof', 'folder.txt/file', '']) {
    expect(guessMediaType(name)).toBeNull()
  }
})

test('only files with a listed extension, or with none, may be attached', () => {
  const types = ['.txt', '.pdf']
  for (const name of ['a.txt', 'FILE.TXT', 'a.exe.txt', 'README', 'README.', '.exe']) {
    expect(hasAllowedType(name, types)).toBe(true)
  }
  expect(typeRefusal('Evil.EXE', types)).toBe('Unsupported file extension: .exe')
  expect(typeRefusal('a.tar.gz', types)).toBe('Unsupported file extension: .gz')
})

test('every file may be attached where no extensions are listed', () => {
  expect(hasAllowedType('evil.exe', null)).toBe(true)
})

test('a file whose media type is longer than can be kept is refused, in words', () => {
  const file = { filename: 'a.txt', mimeType: `text/${'x'.repeat(250)}` }
  expect(uploadRefusals(file, ['.txt'])).toEqual([])
  expect(uploadRefusals({ ...file, mimeType: `${file.mimeType}x` }, ['.pdf'])).toEqual([
    "Ensure the file's media type has no more than 255 characters.",
    'Unsupported file extension: .txt',
  ])
})
