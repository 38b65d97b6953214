import type { Series } from '../store'

/** The series of one writer. All texts are in one list: an object per series would take three times the memory. @internal */
export class SeriesList {
  readonly #writer: string
  /** The place of each series in the list, by id. */
  readonly #places = new Map<number, number>()
  /** Where the texts of each place begin: the metric, then the name and value of each tag. */
  readonly #offsets: number[] = [0]
  readonly #texts: string[] = []

  constructor(writer: string) {
    this.#writer = writer
  }

  has(id: number): boolean {
    return this.#places.has(id)
  }

  /** Adds a series. Its id must be new. */
  add({ id, metric, tags }: Series): void {
    this.#places.set(id, this.#places.size)
    this.#texts.push(metric)
    for (const name of Object.keys(tags)) this.#texts.push(name, tags[name])
    this.#offsets.push(this.#texts.length)
  }

  /** Returns the ids of all series, ascending. */
  ids(): number[] {
    return [...this.#places.keys()].sort((a, b) => a - b)
  }

  /** Returns a copy of the series with this id, which must exist. */
  get(id: number): Series {
    const place = this.#places.get(id)!
    const [metric, ...texts] = this.#texts.slice(this.#offsets[place], this.#offsets[place + 1])
    const tags: [string, string][] = []
    for (let t = 0; t < texts.length; t += 2) tags.push([texts[t], texts[t + 1]])
    // Object.fromEntries defines its keys, so `__proto__` is a key like any other.
    return { writer: this.#writer, id, metric, tags: Object.fromEntries(tags) }
  }
}
