import { expect, test } from 'vitest'
import { renderTemplate } from '../lib/template/render.ts'
import { placeholders, type TicketFacts } from './placeholders.ts'

const SECRET = '00000000-0000-4000-8000-000000000006'

const facts: TicketFacts = {
  ticket: {
    id: 6,
    queue_id: 1,
    title: 'Printer <on> fire',
    description: 'It burns.',
    resolution: null,
    submitter_email: 'uma+desk@example.com',
    assigned_to_id: null,
    status: 3,
    on_hold: true,
    priority: 1,
    due_date: null,
    last_escalation: null,
    secret_key: SECRET,
    kb_item_id: null,
    merged_to_id: null,
    created: '2025-01-01T08:30:00.000000Z',
    modified: '2025-01-02T12:00:00.000000Z',
  },
  queue: {
    title: 'Support',
    slug: 'support',
    email_address: 'support@example.com',
    locale: 'en',
  },
  assignee: null,
  mergedTo: null,
  isBlocked: false,
}

const render = (text: string, more: Partial<TicketFacts> = {}) =>
  renderTemplate(
    text,
    placeholders(
      { ...facts, ...more },
      { baseUrl: 'https://desk.example.com', mailFrom: 'webmaster@localhost' },
    ),
  )

test('a comment may name its ticket and its queue', () => {
  expect(
    render('{{ queue.title }} {{ ticket.queue.slug }} {{ ticket.ticket }} {{ ticket.title }}'),
  ).toBe('Support support [support-6] Printer &lt;on&gt; fire')
  expect(render('{{ ticket.get_priority_display }}, {{ ticket.created|date:"Y" }}')).toBe(
    '1. Critical, 2025',
  )
})

test('the status in words tells what holds a ticket up', () => {
  expect(render('{{ ticket.get_status }}')).toBe('Resolved - On Hold')
  expect(render('{{ ticket.get_status }}', { isBlocked: true })).toBe(
    'Resolved - On Hold - Open dependencies',
  )
})

test('the assignee goes by full name, then by user name', () => {
  const assignee = { username: 'agnes', first_name: 'Agnes', last_name: 'Ohm' }
  expect(render('{{ ticket.assigned_to }}')).toBe('Unassigned')
  expect(render('{{ ticket.assigned_to }}', { assignee })).toBe('Agnes Ohm')
  const nameless = { ...assignee, first_name: '', last_name: '' }
  expect(render('{{ ticket.assigned_to }}', { assignee: nameless })).toBe('agnes')
})

test('a merged ticket names the one it went into', () => {
  expect(render('{{ ticket.merged_to }}')).toBe('None')
  expect(render('{{ ticket.merged_to }}', { mergedTo: { id: 3, title: 'Fire' } })).toBe('3 Fire')
})

test('a queue without an address says so in its sender', () => {
  expect(render('{{ queue.from_address|safe }}')).toBe('Support <support@example.com>')
  const queue = { ...facts.queue, email_address: null }
  expect(render('{{ queue.from_address|safe }}', { queue })).toBe(
    'NO QUEUE EMAIL ADDRESS DEFINED <webmaster@localhost>',
  )
})

test('links lead to the ticket and do not hold its secret key', () => {
  expect(render('{{ ticket.ticket_url|safe }} {{ ticket.staff_url }}')).toBe(
    'https://desk.example.com/view/?ticket=support-6&email=uma%2Bdesk@example.com https://desk.example.com/tickets/6/',
  )
})

test('no placeholder yields the secret key', () => {
  for (const text of [
    '{{ ticket }}',
    '{{ queue }}',
    '{{ ticket.secret_key }}',
    '{{ ticket|join:"" }}',
  ]) {
    expect(render(text)).not.toContain(SECRET)
  }
})
