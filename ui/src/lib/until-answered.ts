/**
 * Asks the core a question that a newer one of its kind ends with `null`, until there is an answer or nobody waits for
 * it any more. Two questions may reach the core in another order than they were asked: what was ended may be the one that
 * is waited for.
 */
export async function untilAnswered<T>(signal: AbortSignal, ask: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    signal.throwIfAborted();
  }
}
