/**
 * Does the work for each of them, one when the one before has ended and its turn has come, until it is told to leave off.
 * What fails is passed over: it was done beforehand, and who needs it in earnest asks again and is told.
 */
export async function inTurn<One>(
  all: readonly One[],
  work: (one: One) => Promise<unknown>,
  turn: () => Promise<void>,
  leave: AbortSignal,
): Promise<void> {
  for (const one of all) {
    await turn();
    if (leave.aborted) return;
    await work(one).catch(() => undefined);
  }
}
