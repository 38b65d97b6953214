import type { Aggregates, Columns, Readings } from '../aggregate/aggregate'
import { threw } from '../error'
import type { Frame, Page } from './frame'
import type { Lacks } from './missing'
import { unknownReading } from './missing-reading'
import type { Shape } from './schema'

/**
 * A view that reads rows: one object for all of them, whose getters read the aggregates of the row it was last put on.
 * What `select` asks for is read, once a row; the rest costs nothing.
 */
export function readerOf<A extends Aggregates>(
  shape: Shape,
): (frame: Frame, row: number, lacks?: Lacks) => Readings<A> {
  const view = makeView(shape)
  if (!specimens.has(shape)) specimens.set(shape, makeView(shape))
  return (frame, row, lacks) => {
    View.put(view, frame, row, lacks)
    return view as unknown as Readings<A>
  }
}

/** A view of each shape is kept as long as the shape: with the last of a kind an engine lets go of what it compiled for it. */
const specimens = new WeakMap<Shape, View>()

function makeView(shape: Shape): View {
  const view = new View(shape)
  shape.names.forEach((name, a) => {
    Object.defineProperty(view, name, { enumerable: true, get: getterOf(a) })
  })
  return view
}

/** Its state is private, so that what is seen of it is the readings alone. */
class View {
  readonly #shape: Shape
  readonly #readings: unknown[]
  #page: Page | undefined
  #row = 0
  #lacks: Lacks | undefined

  constructor(shape: Shape) {
    this.#shape = shape
    this.#readings = shape.names.map(() => undefined)
  }

  static put(view: View, frame: Frame, row: number, lacks: Lacks | undefined): void {
    view.#page = frame.page(row)
    view.#row = frame.at(row)
    view.#lacks = lacks
    view.#readings.fill(undefined)
  }

  static read(view: View, a: number): unknown {
    view.#readings[a] ??= readOne(view.#shape, a, view.#page![a], view.#row, view.#lacks)
    return view.#readings[a]
  }
}
Object.setPrototypeOf(View.prototype, null)

const getters: (() => unknown)[] = []

/** The getter of the aggregate at a place: one for all views, so that views of one form are of one kind to an engine. */
function getterOf(a: number): () => unknown {
  getters[a] ??= function (this: View) {
    return View.read(this, a)
  }
  return getters[a]
}

/** What the aggregate at a place of the shape reads in row `i` of its columns, NaN where the row lacks it; what it throws is known for its own, as with `select`. */
export function readOne({ names, aggregates }: Shape, a: number, s: Columns, i: number, lacks?: Lacks): unknown {
  try {
    return lacks?.has(a) ? unknownReading(aggregates[a]) : aggregates[a].read(s, i)
  } catch (error) {
    throw threw(`aggregates.${names[a]}: read`, error, 'it is also asked of a window that holds nothing')
  }
}

/** The readings of one row, all at once and for good: the row must not be written afterwards. */
export function readAll(frame: Frame, row: number, lacks?: Lacks): Readings<Aggregates> {
  const { names } = frame.shape
  const page = frame.page(row)
  const i = frame.at(row)
  return Object.fromEntries(names.map((name, a) => [name, readOne(frame.shape, a, page[a], i, lacks)]))
}
