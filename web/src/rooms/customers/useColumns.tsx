import { useMemo } from "react";
import { Link } from "react-router";

import { StageTag } from "@/kit/StageTag";
import { TierTag } from "@/kit/TierTag";
import { type Field, isNumber, useShownValue } from "@/kit/values";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/customers/Customers.module.css";
import type { CustomerRow } from "@/rooms/customers/queries";
import { USUAL_FIGURES } from "@/rooms/customers/usual";
import { useFields } from "@/session/fields";
import type { Column } from "@/table/column";

/** Fields that the fixed columns show already. */
const IN_FIXED = new Set(["customer_id", "customer_name", "customer_type", "sales_region", "city", "manager", "team", "tier", "stage", "label", "score"]);

/** Every column of the customer list: those of each row, then one for each figure and attribute. */
export function useColumns(carry: (path: string) => string): Column<CustomerRow>[] {
  const fixed = useFixedColumns(carry);
  const { data: fields } = useFields();
  const shown = useShownValue();
  return useMemo(() => {
    const others = (fields ?? []).filter((field) => !IN_FIXED.has(field.id));
    const figures = [...others].sort((a, b) => placeOf(a) - placeOf(b));
    return [...fixed, ...figures.map((field) => fieldColumn(field, shown))];
    // oxlint-disable-next-line react/exhaustive-deps -- shown changes only with the language, and so does fixed
  }, [fixed, fields]);
}

const placeOf = (field: Field): number => {
  const place = USUAL_FIGURES.indexOf(field.id);
  return place < 0 ? USUAL_FIGURES.length : place;
};

function fieldColumn(field: Field, shown: (field: Field, value: unknown) => string): Column<CustomerRow> {
  const usual = USUAL_FIGURES.includes(field.id);
  return {
    id: field.id,
    title: field.name,
    meaning: field.meaning,
    sort: field.id,
    align: isNumber(field) ? "right" : "left",
    extra: !usual,
    phone: "line",
    render: (row) => shown(field, row.values[field.id]),
  };
}

/** A word that is not broken over two lines. */
const Whole = ({ text }: { text: string }) => <span className={styles.whole}>{text}</span>;

/** The ids of the figures among the shown columns: what must be asked of the server. */
export const figuresAmong = (shown: readonly string[]): string[] => shown.filter((id) => !FIXED_IDS.has(id));

const FIXED_IDS = new Set(["customer_name", "tier", "stage", "label", "score", "customer_type", "city", "manager", "team"]);

function useFixedColumns(carry: (path: string) => string): Column<CustomerRow>[] {
  const { t } = useTranslation("customers");
  const formats = useFormats();
  return useMemo<Column<CustomerRow>[]>(
    () => [
      {
        id: "customer_name",
        title: t("table.customer"),
        sort: "customer_name",
        always: true,
        phone: "head",
        render: (row) => (
          <span className={styles.customer}>
            <Link to={carry(`/customers/${encodeURIComponent(row.id)}`)}>{row.name}</Link>
            <span className={styles.id}>{row.id}</span>
          </span>
        ),
      },
      { id: "tier", title: t("table.tier"), phone: "head", render: (row) => <TierTag tier={row.tier} /> },
      { id: "stage", title: t("table.stage"), phone: "head", render: (row) => <StageTag stage={row.stage} /> },
      { id: "label", title: t("table.fiveLabels"), extra: true, phone: "line", render: (row) => row.label?.name ?? "–" },
      { id: "score", title: t("table.score"), sort: "score", align: "right", extra: true, phone: "line", render: (row) => formats.number(row.score) },
      { id: "customer_type", title: t("table.type"), sort: "customer_type", phone: "line", render: (row) => <Whole text={row.type.name} /> },
      { id: "city", title: t("table.region"), sort: "city", phone: "hide", render: (row) => <Whole text={row.city ?? row.region.name} /> },
      { id: "manager", title: t("table.manager"), sort: "manager", phone: "hide", render: (row) => <Whole text={row.manager ?? "–"} /> },
      { id: "team", title: t("table.team"), sort: "team", extra: true, phone: "hide", render: (row) => row.team ?? "–" },
    ],
    [t, formats, carry],
  );
}
