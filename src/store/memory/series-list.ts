import type { Series } from '../store'

/** The series of one writer: their texts in one list, since objects of their own would take thrice the memory. @internal */
export class SeriesList {
  readonly #writer: string
  /** In which place each series came. */
  readonly #places = new Map<number, number>()
  /** Where the texts of each place begin: the metric, then each tag's name and value. */
  readonly #begins: number[] = [0]
  readonly #texts: string[] = []

  constructor(writer: string) {
    this.#writer = writer
  }

  has(id: number): boolean {
    return this.#places.has(id)
  }

  /** Adds a series whose number is not taken. */
  add({ id, metric, tags }: Series): void {
    this.#places.set(id, this.#places.size)
    this.#texts.push(metric)
    for (const name of Object.keys(tags)) this.#texts.push(name, tags[name])
    this.#begins.push(this.#texts.length)
  }

  /** The numbers of all series, ascending. */
  ids(): number[] {
    return [...this.#places.keys()].sort((a, b) => a - b)
  }

  /** A copy of a series that it has. */
  get(id: number): Series {
    const place = this.#places.get(id)!
    const [metric, ...texts] = this.#texts.slice(this.#begins[place], this.#begins[place + 1])
    const tags: [string, string][] = []
    for (let t = 0; t < texts.length; t += 2) tags.push([texts[t], texts[t + 1]])
    // fromEntries defines keys, so that __proto__ is one like all others.
    return { writer: this.#writer, id, metric, tags: Object.fromEntries(tags) }
  }
}
