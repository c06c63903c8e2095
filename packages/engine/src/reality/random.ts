// Reproducible chance. In: a seed text. Out: numbers in [0,1), the same for the same seed.
// `createRandomStream` is for draws per request (rates converge, a run can be replayed); `hashUnit` is for sticky choices.

export interface RandomStream {
  next(): number;
  /** A stream that goes on from here without moving this one: for explanations without effects. */
  clone(): RandomStream;
}

/** 32-bit hash with MurmurHash3's mixing over UTF-16 code units; well spread also for texts that differ in one digit. */
export function hash32(text: string, seed = 0): number {
  let hash = seed | 0;
  for (let index = 0; index < text.length; index += 1) {
    let part = Math.imul(text.charCodeAt(index), 0xcc9e2d51);
    part = (part << 15) | (part >>> 17);
    hash ^= Math.imul(part, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= text.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number in [0,1) that depends on the text alone. */
export function hashUnit(text: string): number {
  return hash32(text) / 4_294_967_296;
}

export function createRandomStream(seed: string): RandomStream {
  return streamFrom([hash32(seed, 1), hash32(seed, 2), hash32(seed, 3), 1]);
}

/** sfc32: 128 bits of state, passes PractRand, four additions per draw. */
function streamFrom(state: [number, number, number, number]): RandomStream {
  let [a, b, c, counter] = state;
  return {
    next() {
      const sum = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      return (sum >>> 0) / 4_294_967_296;
    },
    clone: () => streamFrom([a, b, c, counter]),
  };
}
