import { breathe } from '../time/yield'

/** How many items are visited before others get a turn: some milliseconds where each needs new memory. */
const ITEMS_A_BREATH = 256

/** Visits the items of a list in order; lets others run between parts of a long one. @internal */
export async function inParts<T>(items: readonly T[], visit: (item: T, k: number) => void): Promise<void> {
  for (let k = 0; k < items.length; k++) {
    if (k > 0 && k % ITEMS_A_BREATH === 0) await breathe()
    visit(items[k], k)
  }
}
