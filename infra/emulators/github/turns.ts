// One at a time, in order of arrival.

/** Makes a function that runs the works given to it one after the other; each caller gets its own result or error. */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}
