import type { Gate } from './spec'

/** With fewer examples than this the gate does not judge. */
export function leastOf(gate: Pick<Gate, 'class' | 'slice' | 'min_n'>): number {
  return gate.min_n ?? (expands(gate) ? 20 : 1)
}

/** Whether the gate stands for one gate on each class or value of a slice. */
export function expands({ class: cls, slice }: Pick<Gate, 'class' | 'slice'>): boolean {
  return cls === '*' || slice?.value === '*'
}
