// Whether a contract still promises something on a day: from its sunset on it may be gone.

const DAY = /^\d{4}-\d{2}-\d{2}/;

/** `on` is the day of a message, `2027-01-31`; without one nothing is gone. */
export const isGone = (sunset: unknown, on: string | undefined): sunset is string =>
  typeof sunset === 'string' && DAY.test(sunset) && on !== undefined && on >= sunset.slice(0, 10);

export const tellGone = (what: string, sunset: string): string =>
  `${what} may be gone from ${sunset.slice(0, 10)} on, says its sunset`;
