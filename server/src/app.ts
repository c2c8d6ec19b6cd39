import Fastify, { type FastifyBaseLogger, type FastifyServerOptions, LogController } from 'fastify'
import type { Context } from './context.ts'
import { greetRequest } from './db/index.ts'
import { hostOf, isValidHost } from './http/address.ts'
import { refuseAddress } from './http/bad-address.ts'
import { sendError, sendNotFound } from './http/errors.ts'
import { fileRoutes } from './tickets/attachments/download.ts'
import { sendHeaders } from './http/headers.ts'
import { leaveBodies } from './http/body.ts'
import { healthRoutes } from './http/health.ts'
import { negotiate, takeFormatSuffix } from './http/negotiate.ts'
import { parseQuery } from './http/query.ts'
import { logRequests, requestId } from './http/request-log.ts'
import { rootRoutes } from './http/root.ts'
import type { App } from './http/types.ts'
import { answerUnknownMethods, standInForMethod } from './http/unknown-method.ts'
import { malformed } from './lib/errors.ts'
import { attachmentRoutes } from './tickets/attachments/routes.ts'
import { followUpRoutes } from './tickets/follow-ups/routes.ts'
import { bulkRoutes } from './tickets/bulk/routes.ts'
import { ticketRoutes } from './tickets/routes.ts'
import { keyedTicketRoutes, ownTicketRoutes } from './tickets/own/routes.ts'
import { userTicketRoutes } from './tickets/user-tickets/routes.ts'
import { verbRoutes } from './tickets/verb-routes.ts'
import { authenticate } from './users/authenticate.ts'
import { groupRoutes } from './groups/routes.ts'
import { queueRoutes } from './queues/routes.ts'
import { meRoutes } from './users/me-routes.ts'
import { personRoutes } from './people/routes.ts'
import { tagRoutes } from './tags/routes.ts'
import { ccRoutes } from './tickets/cc/routes.ts'
import { changeRoutes } from './tickets/changes/routes.ts'
import { checklistRoutes } from './tickets/checklists/routes.ts'
import { dependencyRoutes, dependentRoutes } from './tickets/dependencies/routes.ts'
import { linkRoutes } from './tickets/links/routes.ts'
import { ticketTagRoutes } from './tickets/tags/routes.ts'
import { timeRoutes } from './tickets/time/routes.ts'
import { presetReplyRoutes } from './preset-replies/routes.ts'
import { savedSearchRoutes } from './saved-searches/routes.ts'
import { checklistTemplateRoutes } from './checklist-templates/routes.ts'
import { escalationExclusionRoutes } from './escalation-exclusions/routes.ts'
import { ignoredEmailRoutes } from './ignored-emails/routes.ts'
import { emailTemplateRoutes } from './email-templates/routes.ts'
import { customFieldRoutes } from './custom-fields/routes.ts'
import { auditRoutes } from './audit-log/routes.ts'
import { feedRoutes } from './feeds/routes.ts'
import { itemFileRoutes } from './knowledge-base/file-routes.ts'
import { categoryRoutes, itemRoutes } from './knowledge-base/routes.ts'
import { reportRoutes } from './reports/routes.ts'
import { userRoutes } from './users/routes.ts'
import { sessionRoutes } from './users/session-routes.ts'
import { tokenRoutes } from './users/token-routes.ts'
import { setupRoutes } from './setup/routes.ts'

/** However slowly a client sends: afterwards its connection is closed. */
const LONGEST_REQUEST_MS = 600_000

/** Routes read and check what they get themselves: Fastify's compilers of schemas need not be in memory. */
const noSchemas = () => () => {
  throw new Error('A route here has no schema: its fields are in http/fields.')
}

/** The whole HTTP surface on one screen. Nothing listens yet: start.ts does that, and tests do not. */
export function buildApp(ctx: Context, log?: FastifyBaseLogger): App {
  const { trustedProxies } = ctx.config.http
  const options: FastifyServerOptions = {
    ...(log ? { loggerInstance: log } : {}),
    trustProxy: trustedProxies.length > 0 ? trustedProxies : false,
    genReqId: requestId,
    // A logger for each request would cost more than the one line it writes; that names the request.
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    rewriteUrl(raw) {
      standInForMethod(raw)
      return takeFormatSuffix(raw)
    },
    exposeHeadRoutes: false,
    frameworkErrors: refuseAddress,
    requestTimeout: LONGEST_REQUEST_MS,
    schemaController: {
      compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas },
    },
    routerOptions: {
      // What is too long to be an id is an id that nobody has.
      maxParamLength: 16_384,
      ignoreTrailingSlash: true,
      querystringParser: parseQuery,
    },
  }
  const app: App = Fastify(options)
  leaveBodies(app)
  app.decorate('endpoints', [])
  app.decorateRequest('renderer', null)
  app.decorateRequest('challenge', null)
  app.decorateRequest('actor', null)
  app.setErrorHandler(sendError)
  app.setNotFoundHandler(sendNotFound)
  app.addHook('onRequest', (_request, _reply, done) => {
    greetRequest(ctx.db)
    done()
  })
  logRequests(app)
  sendHeaders(app, ctx.config)
  answerUnknownMethods(app)

  healthRoutes(app, ctx)
  fileRoutes(app, ctx)
  app.register(
    async (api) => {
      api.addHook('onRequest', (request, reply, done) => {
        reply.header('vary', 'Accept')
        if (!isValidHost(hostOf(request))) throw malformed('The Host header is not a host name.')
        request.renderer = negotiate(request)
        done()
      })
      authenticate(api, ctx)

      rootRoutes(api)
      mount('/tickets', ticketRoutes)
      mount('/tickets/:id/cc', ccRoutes)
      mount('/tickets/:id/changes', changeRoutes)
      mount('/tickets/:id/checklists', checklistRoutes)
      mount('/tickets/:id/dependencies', dependencyRoutes)
      mount('/tickets/:id/dependents', dependentRoutes)
      mount('/tickets/:id/links', linkRoutes)
      mount('/tickets/:id/tags', ticketTagRoutes)
      mount('/tickets/:id/time', timeRoutes)
      mount('/tickets', bulkRoutes)
      mount('/tickets', verbRoutes)
      mount('/followups', followUpRoutes)
      mount('/followups-attachments', attachmentRoutes)
      mount('/user_tickets', userTicketRoutes)
      mount('/users', userRoutes)
      mount('/my-tickets', ownTicketRoutes)
      mount('/public-tickets', keyedTicketRoutes)
      mount('/people', personRoutes)
      mount('/me', meRoutes)
      mount('/tokens', tokenRoutes)
      mount('/queues', queueRoutes)
      mount('/groups', groupRoutes)
      mount('/tags', tagRoutes)
      mount('/custom-fields', customFieldRoutes)
      mount('/preset-replies', presetReplyRoutes)
      mount('/saved-searches', savedSearchRoutes)
      mount('/checklist-templates', checklistTemplateRoutes)
      mount('/escalation-exclusions', escalationExclusionRoutes)
      mount('/ignored-emails', ignoredEmailRoutes)
      mount('/email-templates', emailTemplateRoutes)
      mount('/kb-categories', categoryRoutes)
      mount('/kb-items', itemRoutes)
      mount('/kb-items', itemFileRoutes)
      mount('/reports', reportRoutes)
      mount('/feeds', feedRoutes)
      mount('/audit', auditRoutes)
      mount('/auth', sessionRoutes)
      mount('/setup', setupRoutes)

      function mount(prefix: string, routes: (app: App, ctx: Context) => void) {
        api.register(async (scope) => routes(scope, ctx), { prefix: `${prefix}` })
      }
    },
    { prefix: '/api' },
  )
  return app
}
