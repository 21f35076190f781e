/** A value as text that is the same for equal values, whatever the order of their keys is. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, each: unknown) =>
      typeof each === 'object' && each !== null && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => Number(one > other) - Number(one < other)))
        : each,
    ) ?? 'undefined'
  );
}
