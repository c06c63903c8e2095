// Believable strings: by format, then by what the property's name says, then plain words; then fitted to the length bounds.
import type { JsonObject } from '../json.ts';
import { sampleFromPattern } from './pattern.ts';
import type { Random } from './random.ts';

type Maker = (random: Random) => string;
type List = readonly [string, ...string[]];

const FIRST: List = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Radia', 'Ken', 'Margaret', 'Linus'];
const LAST: List = ['Lovelace', 'Hopper', 'Turing', 'Dijkstra', 'Liskov', 'Knuth', 'Perlman', 'Thompson', 'Hamilton'];
const CITY: List = ['Lisbon', 'Oslo', 'Vienna', 'Toronto', 'Kyoto', 'Nairobi', 'Austin', 'Utrecht'];
const COUNTRY: List = ['PT', 'NO', 'AT', 'CA', 'JP', 'KE', 'US', 'NL'];
const STREET: List = ['Harbour Street', 'Mill Lane', 'Station Road', 'Park Avenue', 'Garden Row'];
const COMPANY: List = ['Northwind', 'Blue Harbor', 'Silverline', 'Oakfield', 'Brightside'];
const CURRENCY: List = ['EUR', 'USD', 'GBP', 'JPY', 'CHF'];
const WORDS: List = [
  'amber',
  'birch',
  'cedar',
  'delta',
  'ember',
  'fjord',
  'grove',
  'harbor',
  'indigo',
  'juniper',
  'kelp',
];
const COLOR: List = ['red', 'green', 'blue', 'black', 'white', 'silver'];
const STATUS: List = ['active', 'pending', 'completed'];
const LOCALE: List = ['en-US', 'de-DE', 'pt-PT', 'ja-JP'];
const ZONE: List = ['Europe/Lisbon', 'Europe/Oslo', 'America/Toronto', 'Asia/Tokyo'];

/** Instants lie within the year after this one; a fixed base keeps answers equal from day to day. */
const BASE_INSTANT = Date.UTC(2026, 0, 1);
const YEAR_SECONDS = 365 * 24 * 3_600;

const hex = (random: Random, length: number): string =>
  Array.from({ length }, () => random.integer(0, 15).toString(16)).join('');
const digits = (random: Random, length: number): string => Array.from({ length }, () => random.integer(0, 9)).join('');
const instant: Maker = (random) => new Date(BASE_INSTANT + random.integer(0, YEAR_SECONDS) * 1_000).toISOString();
const uuid: Maker = (random) =>
  `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-${random.pick(['8', '9', 'a', 'b'])}${hex(random, 3)}-${hex(random, 12)}`;
const email: Maker = (random) =>
  `${random.pick(FIRST).toLowerCase()}.${random.pick(LAST).toLowerCase()}${random.integer(1, 99)}@example.com`;
const url: Maker = (random) => `https://example.com/${random.pick(WORDS)}/${random.integer(1, 9_999)}`;
const phrase: Maker = (random) => `${random.pick(WORDS)} ${random.pick(WORDS)}`;
const sentence: Maker = (random) =>
  `The ${random.pick(WORDS)} ${random.pick(WORDS)} is near the ${random.pick(WORDS)} ${random.pick(WORDS)}.`;
const fullName: Maker = (random) => `${random.pick(FIRST)} ${random.pick(LAST)}`;
const phone: Maker = (random) => `+1555${digits(random, 7)}`;
const ipv4: Maker = (random) => `192.0.2.${random.integer(1, 254)}`;
const hostname: Maker = (random) => `${random.pick(WORDS)}.example.com`;

const FORMATS: Record<string, Maker> = {
  'date-time': instant,
  date: (random) => instant(random).slice(0, 10),
  time: (random) => `${instant(random).slice(11, 19)}Z`,
  duration: (random) => `PT${random.integer(1, 59)}M`,
  email,
  'idn-email': email,
  uuid,
  uri: url,
  url,
  iri: url,
  'uri-reference': (random) => `/${random.pick(WORDS)}/${random.integer(1, 9_999)}`,
  'uri-template': (random) => `https://example.com/${random.pick(WORDS)}/{id}`,
  hostname,
  'idn-hostname': hostname,
  ipv4,
  ip: ipv4,
  ipv6: (random) => `2001:db8::${hex(random, 3)}:${hex(random, 4)}`,
  byte: (random) => Buffer.from(phrase(random)).toString('base64'),
  'json-pointer': (random) => `/${random.pick(WORDS)}`,
  'relative-json-pointer': (random) => `0/${random.pick(WORDS)}`,
  regex: () => '^[a-z]+$',
  password: (random) => `${random.pick(WORDS)}-${digits(random, 6)}`,
  phone,
  // Numbers that travel as text because they do not fit a double.
  int64: (random) => String(random.integer(1, 999_999)),
  uint64: (random) => String(random.integer(1, 999_999)),
  int32: (random) => String(random.integer(1, 9_999)),
  decimal: (random) => `${random.integer(1, 500)}.${digits(random, 2)}`,
};

/** First match wins; names are tried in snake_case. */
const NAMES: readonly [RegExp, Maker][] = [
  [/(^|_)e_?mail(_address)?$/, email],
  [/(^|_)(uuid|guid)$/, uuid],
  [/(^|_)(url|uri|href|link|website|homepage)$/, url],
  [/(^|_)(phone|mobile|telephone|fax)(_number)?$/, phone],
  [/(^|_)(first|given)_?name$/, (random) => random.pick(FIRST)],
  [/(^|_)(last|family|sur)_?name$/, (random) => random.pick(LAST)],
  [/(^|_)(user_?name|login|handle|nick(name)?)$/, (random) => random.pick(FIRST).toLowerCase() + random.integer(1, 99)],
  [/(^|_)(company|organi[sz]ation|merchant|vendor|carrier)(_name)?$/, (random) => random.pick(COMPANY)],
  [/(^|_)(file_?name)$/, (random) => `${random.pick(WORDS)}.txt`],
  [/(^|_)(host_?name|domain)$/, hostname],
  [/^(full_?name|name|customer_name|owner|author|recipient|display_name|contact_name)$/, fullName],
  [/_name$/, phrase],
  [/(^|_)currency(_code)?$/, (random) => random.pick(CURRENCY)],
  [/(^|_)(amount|price|total|balance|cost|subtotal)$/, (random) => `${random.integer(1, 500)}.${digits(random, 2)}`],
  [/(^|_)city$/, (random) => random.pick(CITY)],
  [/(^|_)country(_code)?$/, (random) => random.pick(COUNTRY)],
  [/(^|_)(street|address|line_?1|address_line_?1)$/, (random) => `${random.integer(1, 200)} ${random.pick(STREET)}`],
  [/(^|_)(zip|postal_?code|postcode|zip_?code)$/, (random) => digits(random, 5)],
  [/(^|_)(time_?zone|tz)$/, (random) => random.pick(ZONE)],
  [/(^|_)(locale|language|lang)$/, (random) => random.pick(LOCALE)],
  [/(_at|^timestamp|_time|_timestamp|datetime)$/, instant],
  [/(^|_)(date|birthday|dob)$|_on$/, (random) => instant(random).slice(0, 10)],
  [/(^|_)ip(_address)?$/, ipv4],
  [/(^|_)(sha(256)?|hash|digest|checksum|etag)$/, (random) => hex(random, 40)],
  [/(^|_)(token|secret|api_key|password)$/, (random) => `example_${hex(random, 24)}`],
  [/(^|_)(colou?r)$/, (random) => random.pick(COLOR)],
  [/(^|_)(status|state)$/, (random) => random.pick(STATUS)],
  [
    /(^|_)(sku|code|reference|ref|tracking_number|number)$/,
    (random) => `${random.pick(['AX', 'BK', 'CR'])}-${digits(random, 6)}`,
  ],
  [/(^|_)version$/, (random) => `${random.integer(1, 4)}.${random.integer(0, 9)}.${random.integer(0, 9)}`],
  [/(^|_)(description|message|note|notes|comment|text|body|summary|reason|detail|content|bio)$/, sentence],
  [/(^|_)(title|subject|label|product)$/, phrase],
];

/** `trackingNumber`, `Tracking-Number` → `tracking_number`. */
export const snakeCase = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();

export function sampleText(schema: JsonObject, name: string, random: Random): string {
  const min = typeof schema.minLength === 'number' ? schema.minLength : 0;
  const max = typeof schema.maxLength === 'number' ? schema.maxLength : Number.POSITIVE_INFINITY;
  const natural = naturalText(schema, name, random);
  if (typeof schema.pattern === 'string') {
    if (natural.length >= min && natural.length <= max && accepts(schema.pattern, natural)) return natural;
    const made = sampleFromPattern(schema.pattern, random, { min, max });
    if (made !== undefined) return made;
  }
  return fit(natural, min, max, random);
}

function naturalText(schema: JsonObject, name: string, random: Random): string {
  const byFormat = typeof schema.format === 'string' ? FORMATS[schema.format] : undefined;
  if (byFormat) return byFormat(random);
  const snake = snakeCase(name);
  if (/(^|_)id$/.test(snake)) {
    const kind = snake.replace(/_?id$/, '').split('_').at(-1);
    return `${kind ? kind.slice(0, 4) : 'id'}_${hex(random, 12)}`;
  }
  return (NAMES.find(([pattern]) => pattern.test(snake))?.[1] ?? phrase)(random);
}

function fit(text: string, min: number, max: number, random: Random): string {
  let fitted = text;
  while (fitted.length < min && fitted.length < 100_000) fitted += ` ${random.pick(WORDS)}`;
  if (text.length < min) fitted = fitted.slice(0, Math.max(min, text.length));
  return fitted.length > max ? fitted.slice(0, max) : fitted;
}

function accepts(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return true;
  }
}
