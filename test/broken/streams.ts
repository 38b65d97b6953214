import type { Timing, Window } from '../../src'
import {
  type AcceptedEvent,
  fold,
  type ModelPane,
  type ModelWindow,
  type StreamConfig,
  type TestEvent,
} from '../support/stream/events'
import { StreamModel } from '../support/stream/model'
import { SourcesModel } from '../support/stream/sources-model'
import { RealStream, type ResultPane, type Subject } from '../support/stream/subject'

/** A stream that is wrong in one way: the simulation must notice, and so must the laws that it breaks. */
export interface BrokenStream {
  readonly wrong: string
  readonly breaks: readonly string[]
  make(config: StreamConfig): Subject
}

type Panes = ModelPane[]

class LosesOnJumps extends StreamModel {
  override closing(events: readonly AcceptedEvent[], was: number): ModelWindow[] {
    return super.closing(events, was).filter(window => was >= window.start || !this.isFreed(window))
  }
}

class OpensAgain extends StreamModel {
  override lateOf(): readonly ModelWindow[] {
    return []
  }
}

class JudgesAsAWhole extends StreamModel {
  override lateOf(windows: readonly ModelWindow[]): readonly ModelWindow[] {
    return super.lateOf(windows).length > 0 ? windows : []
  }
}

class CountsTheGapIn extends StreamModel {
  override overlap({ end }: Window, start: number): boolean {
    return start <= end
  }
}

class GoesBack extends StreamModel {
  override move(to = Number.NEGATIVE_INFINITY): Panes {
    const panes = super.move(to)
    this.watermark = Math.max(to, this.sources.combined())
    return panes
  }
}

class ForgetsJoined extends StreamModel {
  override corrected(key: string, before: readonly AcceptedEvent[], accepted: readonly ModelWindow[]): Panes {
    const panes = super.corrected(key, before, accepted)
    return panes.filter(
      (pane, p) =>
        pane.kind === 'result' || panes.slice(p).some(({ kind, end }) => kind === 'result' && end === pane.end),
    )
  }
}

class RetractsTheTruth extends StreamModel {
  override retraction(key: string, window: ModelWindow, timing: Timing): Panes {
    const value = fold((window.events ?? []).flatMap(({ points }) => points))
    return super.retraction(key, window, timing).map(pane => ({ ...pane, value }))
  }
}

class RetractsNothing extends StreamModel {
  override retraction(): Panes {
    return []
  }
}

class DeltasTwice extends StreamModel {
  override restored(): StreamModel {
    for (const events of this.keys.values()) for (const { out } of events) out.clear()
    return this
  }
}

class CountsPanesAnew extends StreamModel {
  override restored(): StreamModel {
    for (const note of this.notes.values()) note.panes = 0
    return this
  }
}

class LosesTheOpen extends StreamModel {
  override restored(): StreamModel {
    this.keys.clear()
    return this
  }
}

class TellsAllAgain extends StreamModel {
  override panes(key: string, window: ModelWindow, timing: Timing): Panes {
    for (const { out } of window.events) out.clear()
    return super.panes(key, window, timing)
  }
}

class SortsByKey extends StreamModel {
  override move(to?: number): Panes {
    return super.move(to).sort((a, b) => a.end - b.end || a.start - b.start || (a.key < b.key ? -1 : 1))
  }
}

class FreesLate extends StreamModel {
  override isFreed({ end }: Window): boolean {
    return this.watermark > end + this.config.lateness
  }
}

class ClosesLate extends StreamModel {
  override closing(events: readonly AcceptedEvent[], was: number): ModelWindow[] {
    return this.windowsOf(events).filter(({ end }) => end >= was && end < this.watermark)
  }
}

class UpdatesOnly extends StreamModel {
  override closing(events: readonly AcceptedEvent[], was: number): ModelWindow[] {
    return this.config.emit === 'update' ? [] : super.closing(events, was)
  }
}

class KeepsHalfABatch extends StreamModel {
  override pushMany(list: readonly TestEvent[], source?: string): Panes | string {
    for (const event of list) {
      if (Number.isNaN(event.value)) return 'TIDEMARK_INVALID_VALUE'
      const panes = this.push(event, source)
      if (typeof panes === 'string') return panes
    }
    return super.pushMany([], source)
  }
}

class MiscountsPairs extends StreamModel {
  override count(windows: number, late: number): void {
    super.count(windows, Math.min(1, late))
  }
}

class TicksOn extends StreamModel {
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

class HoldsNot extends StreamModel {
  override readonly sources = new Unheld()
}

class StaysIdle extends StreamModel {
  override take(key: string, event: AcceptedEvent, source: string): Panes | string {
    const wasIdle = this.sources.of(source).is === 'idle'
    const panes = super.take(key, event, source)
    if (wasIdle) this.sources.of(source).is = 'idle'
    return panes
  }
}

class OffByABit extends RealStream {
  constructor(config: StreamConfig) {
    super(config, 'rich')
  }
  override push(event: TestEvent, source?: string): ResultPane[] | string {
    const panes = super.push(event, source)
    if (typeof panes === 'string') return panes
    return panes.map(pane => (pane.kind === 'retraction' ? { ...pane, value: { ...pane.value, bit: true } } : pane))
  }
}

const broken = (
  wrong: string,
  Broken: new (config: StreamConfig) => Subject,
  breaks: readonly string[] = [],
): BrokenStream => ({
  wrong,
  breaks,
  make: config => new Broken(config),
})

const deaf = (wrong: string, change: Partial<StreamConfig>): BrokenStream => ({
  wrong,
  breaks: [],
  make: config => new StreamModel({ ...config, ...change }),
})

export const brokenStreams: readonly BrokenStream[] = [
  broken('a jump over a whole window frees it before its result is emitted', LosesOnJumps, ['jumps', 'order']),
  broken('a late event opens its window again, and a partial result overwrites the whole', OpensAgain, ['retractions']),
  broken('an event that is late for one of its windows is late for all', JudgesAsAWhole),
  broken('times exactly a gap apart are one session', CountsTheGapIn, ['retractions']),
  broken('the watermark goes back to that of the sources', GoesBack, ['watermark']),
  broken('a session that is merged into another is not retracted', ForgetsJoined, ['retractions']),
  broken('a retraction carries the current value, not the emitted one', RetractsTheTruth, ['retractions']),
  broken('a retraction differs from the emitted result in its last bit', OffByABit, ['retractions']),
  broken('nothing is retracted', RetractsNothing, ['retractions']),
  broken('a restored stream emits its deltas a second time', DeltasTwice, ['stages']),
  broken('a restored stream counts its panes from 0 again', CountsPanesAnew),
  broken('a restored stream has lost what was open', LosesTheOpen, ['stages']),
  broken('a delta holds all of its window', TellsAllAgain, ['deltas', 'stages']),
  broken('keys are ordered by name, not by first appearance', SortsByKey),
  broken('a window is freed a millisecond too late', FreesLate),
  broken('a window closes a millisecond too late', ClosesLate, ['order']),
  broken('with emit update no pane reports that a window is final', UpdatesOnly),
  broken('a refused batch leaves what came before the fault behind', KeepsHalfABatch),
  broken('an event that is late for two windows counts as one pair', MiscountsPairs, ['counters']),
  broken('the wall clock moves the watermark beyond the last open window', TicksOn),
  broken('a new source does not hold the watermark', HoldsNot),
  broken('an idle source stays idle after its next event', StaysIdle),
  deaf('an event far ahead of the clock moves the watermark', { maxAhead: Number.POSITIVE_INFINITY }),
  deaf('no event is late', { lateness: 1e9 }),
  deaf('there is no lateness', { lateness: 0 }),
]
