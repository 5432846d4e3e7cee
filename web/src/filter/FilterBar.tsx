import { Button, Input, Select } from "antd";
import { lazy, Suspense, useState, type ReactNode } from "react";

import { Chip } from "@/filter/Chip";
import { Choices } from "@/filter/Choices";
import { conditionsIn, type FilterList } from "@/filter/customerFilter";
import { useChoices } from "@/filter/facets";
import styles from "@/filter/FilterBar.module.css";
import { useCustomerFilter } from "@/filter/useCustomerFilter";
import { Loading } from "@/kit/Loading";
import { useTranslation } from "@/locale/texts";
import { useMeta } from "@/session/meta";

const WhereEditor = lazy(() => import("@/filter/WhereEditor"));

const USUAL: readonly FilterList[] = ["region", "channel", "type", "manager", "tier", "stage", "tag"];

type FilterBarProps = {
  /** The conditions to offer always; others appear when the address carries them. */
  facets?: readonly FilterList[];
  /** Whether to offer the day, the search for a name, a condition in words (or the page has its own place for it). */
  day?: boolean;
  search?: boolean;
  where?: boolean | "elsewhere";
  children?: ReactNode;
};

/** The filter of a page: day, name, conditions as chips. It lives in the address and goes along into every drill-down. */
export function FilterBar({ facets = USUAL, day = true, search = false, where = true, children }: FilterBarProps) {
  const { t } = useTranslation("kit");
  const { filter, clear } = useCustomerFilter();
  const carried = (Object.keys(filter) as FilterList[]).filter(
    (name) => Array.isArray(filter[name]) && !facets.includes(name),
  );
  return (
    <search className={styles.bar} aria-label={t("filter.label")}>
      {day && <DayChoice />}
      {search && <NameSearch />}
      {[...facets, ...carried].map((facet) => (
        <FacetChip key={facet} facet={facet} />
      ))}
      {where !== "elsewhere" && (where || filter.where) && <WhereChip />}
      {conditionsIn(filter) > 0 && (
        <Button type="text" onClick={clear}>
          {t("filter.clear")}
        </Button>
      )}
      {children}
    </search>
  );
}

function DayChoice() {
  const { t } = useTranslation("kit");
  const { data: meta } = useMeta();
  const { filter, set } = useCustomerFilter();
  const days = [...new Set((meta?.gradings ?? []).map((grading) => grading.as_of))].sort().reverse();
  return (
    <Select
      aria-label={t("filter.day")}
      style={{ width: 132 }}
      value={filter.as_of ?? meta?.as_of ?? undefined}
      placeholder={t("filter.day")}
      onChange={(day: string) => set({ as_of: day === meta?.as_of ? undefined : day })}
      options={days.map((day) => ({ value: day, label: day }))}
    />
  );
}

function NameSearch() {
  const { t } = useTranslation("kit");
  const { filter, set } = useCustomerFilter();
  return (
    <Input.Search
      key={filter.q ?? ""}
      className={styles.search}
      allowClear
      defaultValue={filter.q}
      aria-label={t("filter.name")}
      placeholder={t("filter.name")}
      onSearch={(text) => set({ q: text.trim() || undefined })}
    />
  );
}

function FacetChip({ facet }: { facet: FilterList }) {
  const { t } = useTranslation("kit");
  const { filter, set } = useCustomerFilter();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const chosen = filter[facet] ?? [];
  const choices = useChoices(facet, chosen, { text, open });
  const names = chosen.map((id) => choices.find((choice) => choice.id === id)?.name ?? id);
  const remote = facet === "tag" || facet === "segment";
  return (
    <Chip name={t(`filter.facet.${facet}`)} chosen={names.join(t("filter.or"))} onClear={() => set({ [facet]: undefined })} onOpen={setOpen}>
      {() => (
        <Choices
          choices={choices}
          chosen={chosen}
          onChange={(ids) => set({ [facet]: ids.length ? ids : undefined })}
          onSearch={remote ? setText : undefined}
        />
      )}
    </Chip>
  );
}

function WhereChip() {
  const { t } = useTranslation("kit");
  const { filter, set } = useCustomerFilter();
  return (
    <Chip name={t("filter.where")} chosen={filter.where} onClear={() => set({ where: undefined })}>
      {(close) => (
        <Suspense fallback={<Loading lines={2} />}>
          <WhereEditor
            text={filter.where ?? ""}
            onApply={(text) => {
              set({ where: text || undefined });
              close();
            }}
          />
        </Suspense>
      )}
    </Chip>
  );
}
