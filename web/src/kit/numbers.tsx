import { Tooltip } from "antd";

import { useFormats, type Amount } from "@/locale/formats";

/** An amount of money. `short` shows 万 or K/M with the full value in a tooltip. */
export function Money({ value, short = false }: { value: Amount; short?: boolean }) {
  const formats = useFormats();
  if (!short) return <span>{formats.money(value)}</span>;
  return (
    <Tooltip title={formats.money(value)}>
      <span>{formats.moneyShort(value)}</span>
    </Tooltip>
  );
}

/** A ratio as a percentage. */
export function Share({ value, digits }: { value: Amount; digits?: number }) {
  return <span>{useFormats().share(value, digits)}</span>;
}

/** A count or measure. */
export function Count({ value, digits }: { value: Amount; digits?: number }) {
  return <span>{useFormats().number(value, digits)}</span>;
}

/** A business day. */
export function Day({ value }: { value: string | null | undefined }) {
  const formats = useFormats();
  return <time dateTime={value ?? undefined}>{formats.day(value)}</time>;
}

/** A moment, in the company's zone. */
export function Moment({ value }: { value: string | null | undefined }) {
  const formats = useFormats();
  return <time dateTime={value ?? undefined}>{formats.moment(value)}</time>;
}
