/** A second, milliseconds. */
export const SECOND = 1000

/** A minute, milliseconds. */
export const MINUTE = 60 * SECOND

/** An hour, milliseconds. */
export const HOUR = 60 * MINUTE

/** A day of 24 hours, milliseconds. */
export const DAY = 24 * HOUR
