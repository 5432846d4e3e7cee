import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { AutoComplete, Input } from "antd";
import { useDeferredValue, useState } from "react";
import { useNavigate } from "react-router";

import { answer, api } from "@/api/client";
import type { Named, Page } from "@/api/shapes";
import { SEARCH_FIELD } from "@/app/KeyHelp";
import styles from "@/app/Layout.module.css";
import { useTranslation } from "@/locale/texts";
import { useMay } from "@/session/session";
import { usePhone } from "@/theme/usePhone";

type Found = Named & { region?: Named | null; city?: string | null };

const MOST_FOUND = 8;

function useFound(text: string) {
  return useQuery({
    queryKey: ["customers", "search", text],
    queryFn: () =>
      answer<Page<Found>>(api.GET("/api/v1/customers", { params: { query: { q: text, limit: MOST_FOUND } } })),
    enabled: text.length > 0,
    placeholderData: keepPreviousData,
  });
}

/** Finds a customer by name or number from anywhere. */
export default function CustomerSearch() {
  const { t } = useTranslation("shell");
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const { data } = useFound(wanted);
  const may = useMay();
  const phone = usePhone();
  if (!may("customers.read")) return <span className={styles.search} />;

  const open = (id: string) => {
    setText("");
    void navigate(`/customers/${encodeURIComponent(id)}`);
  };
  return (
    <AutoComplete
      id={SEARCH_FIELD}
      className={styles.search}
      value={text}
      onChange={setText}
      onSelect={open}
      defaultActiveFirstOption
      options={data?.items.map((found) => ({ value: found.id, label: <FoundLine found={found} /> }))}
      notFoundContent={wanted && data ? t("search.none", { text: wanted }) : null}
    >
      <Input.Search aria-label={t("search.label")} placeholder={phone ? t("search.hint") : `${t("search.hint")}  /`} allowClear />
    </AutoComplete>
  );
}

function FoundLine({ found }: { found: Found }) {
  return (
    <span style={{ display: "flex", justifyContent: "space-between", gap: 12 }}>
      <span>{found.name}</span>
      <span style={{ color: "var(--ink-faint)" }}>
        {found.id} {found.city ?? found.region?.name}
      </span>
    </span>
  );
}
