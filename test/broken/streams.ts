import type { Timing, Window } from '../../src'
import { fold, type Given, type Held, type Holding, type ModelPane, type Setting } from '../stream/given'
import { Model } from '../stream/model'
import { SourcesModel } from '../stream/sources-model'
import { Real, type Shown, type Subject } from '../stream/subject'

/** A stream that is wrong in one way: random lives must notice, and the laws that it breaks. */
export interface BrokenStream {
  readonly wrong: string
  readonly breaks: readonly string[]
  make(setting: Setting): Subject
}

type Panes = ModelPane[]

class LosesOnJumps extends Model {
  override closing(events: readonly Held[], was: number): Holding[] {
    return super.closing(events, was).filter(window => was >= window.start || !this.isFreed(window))
  }
}

class OpensAgain extends Model {
  override lateOf(): readonly Holding[] {
    return []
  }
}

class JudgesAsAWhole extends Model {
  override lateOf(windows: readonly Holding[]): readonly Holding[] {
    return super.lateOf(windows).length > 0 ? windows : []
  }
}

class CountsTheGapIn extends Model {
  override overlap({ end }: Window, start: number): boolean {
    return start <= end
  }
}

class GoesBack extends Model {
  override move(to = Number.NEGATIVE_INFINITY): Panes {
    const panes = super.move(to)
    this.watermark = Math.max(to, this.sources.together())
    return panes
  }
}

class ForgetsJoined extends Model {
  override corrected(key: string, before: readonly Held[], accepted: readonly Holding[]): Panes {
    const panes = super.corrected(key, before, accepted)
    return panes.filter(
      (pane, p) =>
        pane.kind === 'result' || panes.slice(p).some(({ kind, end }) => kind === 'result' && end === pane.end),
    )
  }
}

class RetractsTheTruth extends Model {
  override retraction(key: string, window: Holding, timing: Timing): Panes {
    const value = fold((window.events ?? []).flatMap(({ points }) => points))
    return super.retraction(key, window, timing).map(pane => ({ ...pane, value }))
  }
}

class RetractsNothing extends Model {
  override retraction(): Panes {
    return []
  }
}

class DeltasTwice extends Model {
  override restored(): Model {
    for (const events of this.keys.values()) for (const { out } of events) out.clear()
    return this
  }
}

class CountsPanesAnew extends Model {
  override restored(): Model {
    for (const note of this.notes.values()) note.panes = 0
    return this
  }
}

class LosesTheOpen extends Model {
  override restored(): Model {
    this.keys.clear()
    return this
  }
}

class TellsAllAgain extends Model {
  override panes(key: string, window: Holding, timing: Timing): Panes {
    for (const { out } of window.events) out.clear()
    return super.panes(key, window, timing)
  }
}

class SortsByKey extends Model {
  override move(to?: number): Panes {
    return super.move(to).sort((a, b) => a.end - b.end || a.start - b.start || (a.key < b.key ? -1 : 1))
  }
}

class FreesLate extends Model {
  override isFreed({ end }: Window): boolean {
    return this.watermark > end + this.setting.lateness
  }
}

class ClosesLate extends Model {
  override closing(events: readonly Held[], was: number): Holding[] {
    return this.windowsOf(events).filter(({ end }) => end >= was && end < this.watermark)
  }
}

class UpdatesOnly extends Model {
  override closing(events: readonly Held[], was: number): Holding[] {
    return this.setting.emit === 'update' ? [] : super.closing(events, was)
  }
}

class KeepsHalfABatch extends Model {
  override pushMany(list: readonly Given[], source?: string): Panes | string {
    for (const given of list) {
      if (Number.isNaN(given.value)) return 'TIDEMARK_INVALID_VALUE'
      const panes = this.push(given, source)
      if (typeof panes === 'string') return panes
    }
    return super.pushMany([], source)
  }
}

class MiscountsPairs extends Model {
  override count(windows: number, late: number): void {
    super.count(windows, Math.min(1, late))
  }
}

class TicksOn extends Model {
  override tick(now: number): Panes {
    this.sources.tick(now, Number.POSITIVE_INFINITY)
    return this.move()
  }
}

class Unheld extends SourcesModel {
  override of(name: string) {
    const source = super.of(name)
    if (source.watermark === Number.NEGATIVE_INFINITY) source.is = 'idle'
    return source
  }
}

class HoldsNot extends Model {
  override readonly sources = new Unheld()
}

class StaysIdle extends Model {
  override take(key: string, event: Held, source: string): Panes | string {
    const wasIdle = this.sources.of(source).is === 'idle'
    const panes = super.take(key, event, source)
    if (wasIdle) this.sources.of(source).is = 'idle'
    return panes
  }
}

class OffByABit extends Real {
  constructor(setting: Setting) {
    super(setting, 'rich')
  }
  override push(given: Given, source?: string): Shown[] | string {
    const panes = super.push(given, source)
    if (typeof panes === 'string') return panes
    return panes.map(pane => (pane.kind === 'retraction' ? { ...pane, value: { ...pane.value, bit: true } } : pane))
  }
}

const broken = (
  wrong: string,
  Broken: new (setting: Setting) => Subject,
  breaks: readonly string[] = [],
): BrokenStream => ({
  wrong,
  breaks,
  make: setting => new Broken(setting),
})

const deaf = (wrong: string, change: Partial<Setting>): BrokenStream => ({
  wrong,
  breaks: [],
  make: setting => new Model({ ...setting, ...change }),
})

export const brokenStreams: readonly BrokenStream[] = [
  broken('a jump over a whole window frees it before its result is out', LosesOnJumps, ['jumps', 'order']),
  broken('a late event opens its window again, and a partial result overwrites the whole', OpensAgain, ['retractions']),
  broken('an event that is late for one of its windows is late for all', JudgesAsAWhole),
  broken('times exactly a gap apart are one session', CountsTheGapIn, ['retractions']),
  broken('the watermark goes back to where the sources are', GoesBack, ['watermark']),
  broken('a session that is joined into another is not retracted', ForgetsJoined, ['retractions']),
  broken('what is retracted is what is true now, not what was told', RetractsTheTruth, ['retractions']),
  broken('what is retracted is not to the last bit what was told', OffByABit, ['retractions']),
  broken('nothing is retracted', RetractsNothing, ['retractions']),
  broken('a restored stream lets its deltas out a second time', DeltasTwice, ['stages']),
  broken('a restored stream counts its panes from 0 again', CountsPanesAnew),
  broken('a restored stream has lost what was open', LosesTheOpen, ['stages']),
  broken('a delta holds all of its window', TellsAllAgain, ['deltas', 'stages']),
  broken('keys come by name, not as they were first seen', SortsByKey),
  broken('a window is freed a millisecond too late', FreesLate),
  broken('a window closes a millisecond too late', ClosesLate, ['order']),
  broken('where each event updates, nothing says that a window is final', UpdatesOnly),
  broken('a refused batch leaves what came before the fault behind', KeepsHalfABatch),
  broken('an event that is late for two windows counts as one pair', MiscountsPairs, ['counters']),
  broken('the wall clock moves the watermark beyond the last open window', TicksOn),
  broken('a new source does not hold the watermark', HoldsNot),
  broken('an idle source stays idle after its next event', StaysIdle),
  deaf('an event far ahead of the clock moves the watermark', { maxAhead: Number.POSITIVE_INFINITY }),
  deaf('no event is late', { lateness: 1e9 }),
  deaf('there is no lateness', { lateness: 0 }),
]
