import { Frame, rowsWithin } from '../state/frame'
import type { StateSchema } from '../state/schema'
import type { Selection } from '../table/selection'
import { Status } from './answer'
import type { RoutedRange } from './route-writers'
import { type MergedWindows, type Scan, scanGroup, yieldOrAbort } from './scan'
import type { Group } from './writers'

const NUMBERS_PER_CHUNK = 65_536
const WINDOWS_PER_CHUNK = 8192

/** The columns of a group over all windows, and each window's status. */
export interface GroupColumns {
  readonly columns: Float64Array[]
  readonly status: Uint8Array
}

/** Reads a group, stretch by stretch: as many windows at a time as fit into bounded memory. */
export async function readGroup(
  gathering: Scan,
  schema: StateSchema,
  way: RoutedRange,
  selection: Selection,
  group: Group,
  sealed: number,
): Promise<GroupColumns> {
  const { grid } = way
  const windows = grid.starts.length
  const columns = selection.columns(windows)
  const status = new Uint8Array(windows)
  const size = Math.min(windows, WINDOWS_PER_CHUNK, rowsWithin(NUMBERS_PER_CHUNK, schema))
  const frame = new Frame(schema, size)
  for (let first = 0; first < windows; first += size) {
    const last = Math.min(first + size, windows)
    const from = Math.max(grid.starts[first], way.from)
    const to = Math.min(grid.ends[last - 1], way.to)
    const holds = new Uint8Array(last - first)
    const lacks: MergedWindows['lacks'] = []
    frame.clear()
    frame.append(last - first)
    await scanGroup(gathering, group, { grid, first, last, from, to }, { frame, holds, lacks })
    for (let w = first; w < last; w++) {
      if (!holds[w - first]) continue
      selection.read(frame, w - first, columns, w, lacks[w - first])
      status[w] = Math.min(grid.ends[w], way.to) <= sealed ? Status.sealed : Status.open
    }
    if (gathering.pace.spent(last - first)) await yieldOrAbort(gathering.signal)
  }
  return { columns, status }
}
