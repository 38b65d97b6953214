/** The first byte of every row: neither ASCII nor UTF-8 text starts with it. */
export const MAGIC = 0xfc

/** The version that is written; every version up to it is read. */
export const FORMAT_VERSION = 1

/** Bytes before the count of sections: the magic byte and the version. */
export const HEADER = 2

/** Bytes of the checksum at the end. */
export const CHECKSUM = 4
