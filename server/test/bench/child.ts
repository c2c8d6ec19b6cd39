import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A process that answers one question at a time. */
export interface Child<Question, Answer> {
  ask(question: Question): Promise<Answer>
  stop(): Promise<void>
}

/** Starts `file` of this folder as a process of its own, so that nobody measures on its core. */
export function startChild<Question extends object, Answer>(file: string): Child<Question, Answer> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: [] })
  const exited = once(child, 'exit')

  async function ask(question: Question) {
    const ended = exited.then(() => {
      throw new Error(`${file} ended before it answered.`)
    })
    const answered = once(child, 'message')
    child.send(question)
    const [{ answer, problem }] = await Promise.race([answered, ended])
    if (problem) throw new Error(`${file}: ${problem}`)
    return answer as Answer
  }

  async function stop() {
    if (child.exitCode === null && child.signalCode === null) child.kill()
    await exited
  }
  return { ask, stop }
}

/** The other side: what such a process does with each question. It ends with the one that asks. */
export function answerWith<Question>(work: (question: Question) => unknown): void {
  process.on('message', async (question) => {
    try {
      process.send!({ answer: await work(question as Question) })
    } catch (error) {
      process.send!({ problem: error instanceof Error ? error.stack : String(error) })
    }
  })
  process.on('disconnect', () => process.exit())
}
