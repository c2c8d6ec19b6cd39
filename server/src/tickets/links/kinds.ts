import type { LinkKind } from '../../db/schema.ts'

/** What another ticket can be to this one, and what this one is to it then. */
export const INVERSE: Record<LinkKind, LinkKind> = {
  related: 'related',
  parent: 'child',
  child: 'parent',
  original: 'duplicate',
  duplicate: 'original',
}

export const LINK_KINDS: { value: LinkKind; label: string }[] = [
  { value: 'related', label: 'Related' },
  { value: 'parent', label: 'Parent: this ticket is a part of it' },
  { value: 'child', label: 'Child: it is a part of this ticket' },
  { value: 'original', label: 'Original: this ticket repeats it' },
  { value: 'duplicate', label: 'Duplicate: it repeats this ticket' },
]
