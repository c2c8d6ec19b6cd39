import * as users from './001-users.ts'
import * as tickets from './002-tickets.ts'
import * as tallies from './003-tallies.ts'
import * as jobs from './004-jobs.ts'
import * as sequence from './005-sequence.ts'
import * as queueOfRows from './006-queue-of-rows.ts'
import * as ticketBlocks from './007-ticket-blocks.ts'
import * as placeOfFollowUps from './008-place-of-follow-ups.ts'
import * as auditAndLevels from './009-audit-and-levels.ts'
import * as fullText from './010-full-text.ts'
import * as findTickets from './011-find-tickets.ts'
import * as peopleAndTokens from './012-people-and-tokens.ts'
import * as groups from './013-groups.ts'
import * as tags from './014-tags.ts'
import * as linksAndChecklists from './015-links-and-checklists.ts'
import * as queueSettings from './017-queue-settings.ts'
import * as lists from './018-lists.ts'
import * as knowledgeBase from './019-knowledge-base.ts'
import * as reportsAndAudit from './020-reports-and-audit.ts'
import * as whoFollows from './021-who-follows.ts'
import * as findFiles from './022-find-files.ts'
import * as whoKnowsTags from './026-who-knows-tags.ts'
import * as timesOfBlocks from './027-times-of-blocks.ts'

export const migrations = {
  '001-users': users,
  '002-tickets': tickets,
  '003-tallies': tallies,
  '004-jobs': jobs,
  '005-sequence': sequence,
  '006-queue-of-rows': queueOfRows,
  '007-ticket-blocks': ticketBlocks,
  '008-place-of-follow-ups': placeOfFollowUps,
  '009-audit-and-levels': auditAndLevels,
  '010-full-text': fullText,
  '011-find-tickets': findTickets,
  '012-people-and-tokens': peopleAndTokens,
  '013-groups': groups,
  '014-tags': tags,
  '015-links-and-checklists': linksAndChecklists,
  '017-queue-settings': queueSettings,
  '018-lists': lists,
  '019-knowledge-base': knowledgeBase,
  '020-reports-and-audit': reportsAndAudit,
  '021-who-follows': whoFollows,
  '022-find-files': findFiles,
  '026-who-knows-tags': whoKnowsTags,
  '027-times-of-blocks': timesOfBlocks,
}
