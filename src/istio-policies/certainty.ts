/** Whether something holds, as far as the manifests tell. */
export type Certainty = 'no' | 'maybe' | 'yes';

const ORDER: Certainty[] = ['no', 'maybe', 'yes'];

export function certain(holds: boolean): Certainty {
  return holds ? 'yes' : 'no';
}

/** Whether all hold; of none, they do. */
export function allOf(each: Certainty[]): Certainty {
  return ORDER[Math.min(2, ...each.map((one) => ORDER.indexOf(one)))];
}

/** Whether one holds; of none, none does. */
export function oneOf(each: Certainty[]): Certainty {
  return ORDER[Math.max(0, ...each.map((one) => ORDER.indexOf(one)))];
}

export function not(one: Certainty): Certainty {
  return ORDER[2 - ORDER.indexOf(one)];
}
