/** A template that cannot be rendered: it is shown as it was written. */
export class TemplateError extends Error {
  override name = 'TemplateError'
}
