/** The chapters of the site, in the order in which they are read: the names of the pages in docs/, without `.md`. */
export const CHAPTERS: Readonly<Record<string, readonly string[]>> = {
  'Begin here': ['getting-started', 'concepts'],
  'What to keep': ['aggregates', 't-digest', 'custom-aggregates', 'windows-and-calendars'],
  'What to ask': ['querying', 'filling-gaps', 'resampling'],
  'In production': [
    'late-data',
    'durability',
    'changing-definitions',
    'streams',
    'pre-aggregation',
    'stores',
    'operations',
  ],
  'How well it works': ['benchmarks', 'reliability'],
  'Under the hood': ['semantics', 'architecture', 'format', 'contributing'],
}
