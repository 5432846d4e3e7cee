import { useTranslation } from "@/locale/texts";

const NOTHING = "–";
const TEN_THOUSAND = 10_000;

/** A number as answers carry it: money is a decimal string, everything else a number; null is not known. */
export type Amount = number | string | null | undefined;

export type Formats = {
  /** 12,345 · at most `digits` decimals (2). */
  number: (value: Amount, digits?: number) => string;
  /** ¥12,345.60, every fen shown. */
  money: (value: Amount) => string;
  /** ¥1,234.6万 or ¥12.3M: for where the size matters, the full value belongs in a tooltip. */
  moneyShort: (value: Amount) => string;
  /** 0.1234 → 12.3%. */
  share: (value: Amount, digits?: number) => string;
  /** +3.2% or −0.4%, from a ratio. */
  change: (value: Amount) => string;
  /** +12 or −3. */
  difference: (value: Amount) => string;
  /** 2026-11-20, the same in both languages. */
  day: (value: string | null | undefined) => string;
  /** A month, `2026年11月` or `Nov 2026`, from its first day or `YYYY-MM`. */
  month: (value: string | null | undefined) => string;
  /** Day and minute in the company's zone. */
  moment: (value: string | null | undefined) => string;
  /** 90 → 1 分 30 秒 or 1 min 30 s. */
  duration: (seconds: number | null | undefined) => string;
};

type Place = { locale: string; currency: string; timezone: string };

/** Numbers, money and times as one language writes them, for a company's currency and zone. */
export function makeFormats({ locale, currency, timezone }: Place): Formats {
  const chinese = locale.startsWith("zh");
  const plain = perDigits((digits) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }));
  const inCurrency = (options: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol", ...options });
  const percent = perDigits(
    (digits) => new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const whole = inCurrency({ minimumFractionDigits: 2 });
  const rounded = inCurrency({ maximumFractionDigits: 0 });
  const short = inCurrency({ notation: "compact", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const signed = new Intl.NumberFormat(locale, { signDisplay: "exceptZero", maximumFractionDigits: 1 });
  const signedPercent = new Intl.NumberFormat(locale, {
    style: "percent",
    signDisplay: "exceptZero",
    maximumFractionDigits: 1,
  });
  const monthName = new Intl.DateTimeFormat(locale, { year: "numeric", month: chinese ? "long" : "short", timeZone: "UTC" });
  const clock = new Intl.DateTimeFormat("sv-SE", {
    dateStyle: "short",
    timeStyle: "short",
    timeZone: timezone,
  });

  const known = (value: Amount, write: (value: number) => string) =>
    value === null || value === undefined || value === "" || Number.isNaN(Number(value)) ? NOTHING : write(Number(value));
  const shortened = (value: number) =>
    Math.abs(value) >= TEN_THOUSAND ? short.format(value) : rounded.format(value);

  return {
    number: (value, digits = 2) => known(value, (number) => plain(digits).format(number)),
    money: (value) => known(value, whole.format),
    moneyShort: (value) => known(value, shortened),
    share: (value, digits = 1) => known(value, (number) => percent(digits).format(number)),
    change: (value) => known(value, signedPercent.format),
    difference: (value) => known(value, signed.format),
    day: (value) => value?.slice(0, 10) ?? NOTHING,
    month: (value) => (value ? monthName.format(new Date(`${value.slice(0, 7)}-01T00:00:00Z`)) : NOTHING),
    moment: (value) => (value ? clock.format(new Date(value)) : NOTHING),
    duration: (seconds) => (seconds === null || seconds === undefined ? NOTHING : duration(seconds, chinese)),
  };
}

/** The format for each number of digits, made once: making one costs as much as using it a hundred times. */
function perDigits(make: (digits: number) => Intl.NumberFormat): (digits: number) => Intl.NumberFormat {
  const made = new Map<number, Intl.NumberFormat>();
  return (digits) => {
    const known = made.get(digits) ?? make(digits);
    made.set(digits, known);
    return known;
  };
}

function duration(seconds: number, chinese: boolean): string {
  const units: [number, string, string][] = [
    [3600, "小时", "h"],
    [60, "分", "min"],
    [1, "秒", "s"],
  ];
  const whole = Math.max(0, Math.round(seconds));
  const parts = units.map(([size, zh, en], place) => {
    const within = place === 0 ? whole : whole % units[place - 1]![0];
    return { count: Math.floor(within / size), unit: chinese ? zh : en };
  });
  const told = parts.filter((part) => part.count > 0).slice(0, 2);
  return (told.length ? told : [parts[2]!]).map((part) => `${part.count} ${part.unit}`).join(" ");
}

/** The company's own place; set once, when the session tells it. */
export const COMPANY_PLACE = { currency: "CNY", timezone: "Asia/Shanghai", daysBehind: 0 };

/** Formats for the language of the screen. Many parts of a page ask for them, so all share the same. */
export function useFormats(): Formats {
  const { language } = useTranslation();
  const { currency, timezone } = COMPANY_PLACE;
  return formatsFor({ locale: language === "en" ? "en" : "zh-CN", currency, timezone });
}

const made = new Map<string, Formats>();

function formatsFor(place: Place): Formats {
  const key = `${place.locale} ${place.currency} ${place.timezone}`;
  const known = made.get(key) ?? makeFormats(place);
  made.set(key, known);
  return known;
}
