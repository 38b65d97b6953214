type Random = () => number
export interface Distribution {
  readonly name: string
  /** Steep: its density jumps a thousandfold, or it spans so many decades that neighbors do. */
  readonly kind: 'continuous' | 'discrete' | 'mixed' | 'steep'
  draw(random: Random, at: number): number
}

const normal = (r: Random): number => Math.sqrt(-2 * Math.log(r())) * Math.cos(2 * Math.PI * r())
const exponential = (r: Random): number => -Math.log(r())

/** Knuth's for small means, the rounded normal for large ones. */
function poisson(r: Random, mean: number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(r)))
  const limit = Math.exp(-mean)
  let k = 0
  for (let product = r(); product > limit; product *= r()) k++
  return k
}

const of = (kind: Distribution['kind'], table: Record<string, Distribution['draw']>): Distribution[] =>
  Object.entries(table).map(([name, draw]) => ({ name, kind, draw }))

/** What digests meet: smooth, in steps, in lumps, with gaps, far out and close together. */
export const distributions: readonly Distribution[] = [
  ...of('continuous', {
    uniform: r => r(),
    normal: r => normal(r),
    exponential: r => exponential(r),
    'negative exponential': r => -exponential(r),
    lognormal: r => Math.exp(normal(r)),
    'lognormal, wide': r => Math.exp(3 * normal(r)),
    'pareto 1.1': r => r() ** (-1 / 1.1),
    'pareto 0.3': r => r() ** (-1 / 0.3),
    cauchy: r => Math.tan(Math.PI * (r() - 0.5)),
    laplace: r => (r() < 0.5 ? -1 : 1) * exponential(r),
    logistic: r => {
      const u = r()
      return Math.log(u / (1 - u))
    },
    'gamma 0.1': r => gammaSmall(r, 0.1),
    'beta(1/2, 1/2)': r => Math.sin((Math.PI / 2) * r()) ** 2,
    triangular: r => r() + r(),
    weibull: r => exponential(r) ** (1 / 0.5),
    gumbel: r => -Math.log(exponential(r)),
    'bimodal, overlapping': r => normal(r) + (r() < 0.5 ? 0 : 4),
    'bimodal, far apart': r => normal(r) + (r() < 0.5 ? 0 : 1000),
    'three narrow modes': r => normal(r) / 100 + Math.floor(r() * 3),
    'a huge offset': r => 1e9 + r(),
    'a tiny range': r => 1 + r() * 1e-12,
    'both extremes': r => (r() - 0.5) * 2e300,
    'log-uniform over 12 decades': r => 10 ** (12 * r() - 6),
    'a random walk, wandering': (r, at) => Math.sin(at / 7000) * 10 + r(),
    'a trend with noise': (r, at) => at / 1000 + normal(r),
  }),
  ...of('discrete', {
    'poisson 3': r => poisson(r, 3),
    'poisson 1000': r => poisson(r, 1000),
    geometric: r => Math.floor(exponential(r) * 20),
    'two values': r => (r() < 0.3 ? 0 : 1),
    'five values of unequal weight': r => [1, 2, 3, 5, 8][Math.floor(5 * r() ** 3)],
    'fifty values': r => Math.floor(r() * 50) * 1.1,
    'sixty values': r => Math.floor(r() * 60) / 7,
    'two hundred values': r => Math.floor(r() * 200),
    'a thousand values': r => Math.floor(r() * 1000),
    'whole minutes': r => 60 * Math.round(Math.exp(1 + normal(r))),
    zipf: r => Math.floor(r() ** (-1 / 0.7)),
    'one value': () => 42.5,
    'rounded normal': r => Math.round(normal(r) * 30) / 10,
  }),
  ...of('mixed', {
    '99 % zeros and a tail': r => (r() < 0.99 ? 0 : exponential(r)),
    '99 % zeros and a far tail': r => (r() < 0.99 ? 0 : 1e6 + exponential(r)),
    '50 % zeros, both sides': r => (r() < 0.5 ? 0 : normal(r)),
    'one atom at each end': r => {
      const u = r()
      return u < 0.2 ? 0 : u > 0.9 ? 1 : r()
    },
    'a uniform with ten atoms': r => (r() < 0.5 ? Math.floor(r() * 10) / 10 : r()),
    'a timeout': r => Math.min(30, Math.exp(1.5 * normal(r))),
    'clusters at twelve scales': r => 10 ** Math.floor(12 * r()) * (1 + 1e-3 * r()),
    'outliers of 1e300': r => (r() < 0.001 ? (r() - 0.5) * 2e300 : normal(r)),
    'gaps at every tenth': r => {
      const u = 10 * r()
      return Math.floor(u) * 100 + (u % 1)
    },
  }),
  ...of('steep', {
    'log-uniform over 100 decades': r => 10 ** (100 * r() - 50),
    'a dense lump in a wide range': r => (r() < 0.5 ? 100 * r() : 37 + 1e-6 * r()),
    'dense then sparse': r => (r() < 0.505 ? 1e-6 * r() : r()),
    'sparse then dense': r => (r() < 0.505 ? -1e-6 * r() : -r()),
    'thirty-seven clusters': r => Math.floor(37 * r()) + 1e-9 * normal(r),
  }),
]

/** Marsaglia and Tsang's for shapes below 1. */
function gammaSmall(r: Random, shape: number): number {
  const d = shape + 1 - 1 / 3
  for (;;) {
    const x = normal(r)
    const v = (1 + x / Math.sqrt(9 * d)) ** 3
    if (v > 0 && Math.log(r()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v * r() ** (1 / shape)
  }
}
