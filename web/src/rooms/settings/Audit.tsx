import { useQuery } from "@tanstack/react-query";
import { Button, DatePicker, Input } from "antd";
import dayjs from "dayjs";
import { useSearchParams } from "react-router";

import { answer, api } from "@/api/client";
import { useTell } from "@/kit/useTell";
import { Moment } from "@/kit/numbers";
import { useTranslation } from "@/locale/texts";
import type { AuditEntry } from "@/rooms/settings/queries";
import styles from "@/rooms/settings/Settings.module.css";
import type { Column } from "@/table/column";
import { DataTable } from "@/table/DataTable";

const WORDS = ["actor", "action", "subject"] as const;
const DAYS = ["since", "until"] as const;
type Question = Partial<Record<(typeof WORDS)[number] | (typeof DAYS)[number], string>>;

/** Who did what and when, sealed entry by entry; the proof that nothing was altered, and the whole as a file. */
export default function Audit() {
  const { t } = useTranslation("settings");
  const [parameters, setParameters] = useSearchParams();
  const question: Question = Object.fromEntries([...WORDS, ...DAYS].flatMap((name) => (parameters.get(name) ? [[name, parameters.get(name)]] : [])));
  const ask = (change: Question) => {
    const asked = Object.entries({ ...question, ...change }).filter((pair): pair is [string, string] => Boolean(pair[1]));
    setParameters(Object.fromEntries(asked));
  };
  return (
    <>
      <AuditFilter question={question} onAsk={ask} />
      <DataTable<AuditEntry>
        name="audit"
        label={t("part.audit")}
        columns={useAuditColumns()}
        queryKey={["audit", question]}
        fetchPage={({ cursor, limit }) => answer(api.GET("/api/v1/audit", { params: { query: { ...question, cursor, limit } } }))}
        rowKey={(entry) => String(entry.no)}
        tools={
          <div className={styles.row}>
            <Button href={`/api/v1/audit/export?${new URLSearchParams(question)}`} download>
              {t("audit.export")}
            </Button>
            <Verification />
          </div>
        }
      />
    </>
  );
}

function AuditFilter({ question, onAsk }: { question: Question; onAsk: (change: Question) => void }) {
  const { t } = useTranslation("settings");
  return (
    <search className={styles.filters} aria-label={t("audit.filter")}>
      {WORDS.map((name) => (
        <Input.Search
          key={`${name} ${question[name] ?? ""}`}
          allowClear
          style={{ width: 170 }}
          defaultValue={question[name]}
          aria-label={t(`audit.${name}`)}
          placeholder={t(`audit.${name}`)}
          onSearch={(text) => onAsk({ [name]: text.trim() })}
        />
      ))}
      {DAYS.map((name) => (
        <DatePicker
          key={name}
          aria-label={t(`audit.${name}`)}
          placeholder={t(`audit.${name}`)}
          value={question[name] ? dayjs(question[name]) : null}
          onChange={(day) => onAsk({ [name]: day?.format("YYYY-MM-DD") ?? "" })}
        />
      ))}
    </search>
  );
}

function Verification() {
  const { t } = useTranslation("settings");
  const tell = useTell();
  const { data, isFetching, refetch } = useQuery({
    queryKey: ["audit", "verify"],
    queryFn: () => answer(api.GET("/api/v1/audit/verify")),
    enabled: false,
  });
  const verify = async () => {
    const { error } = await refetch();
    if (error) tell.failed(error);
  };
  return (
    <div aria-live="polite">
      {data ? (
        <p className={data.intact ? styles.intact : styles.broken}>{data.message}</p>
      ) : (
        <Button loading={isFetching} onClick={() => void verify()}>
          {t("audit.verify")}
        </Button>
      )}
    </div>
  );
}

function useAuditColumns(): Column<AuditEntry>[] {
  const { t } = useTranslation("settings");
  return [
    { id: "no", title: t("audit.no"), align: "right", width: 72, always: true, render: (entry) => entry.no },
    { id: "at", title: t("audit.at"), always: true, phone: "head", render: (entry) => <Moment value={entry.at} /> },
    { id: "actor", title: t("audit.actor"), always: true, phone: "head", render: (entry) => entry.actor },
    { id: "action", title: t("audit.action"), always: true, render: (entry) => <code>{entry.action}</code> },
    { id: "subject", title: t("audit.subject"), render: (entry) => entry.subject },
    { id: "details", title: t("audit.details"), render: (entry) => <Details details={entry.details} /> },
    { id: "role", title: t("audit.role"), extra: true, render: (entry) => entry.role },
    { id: "hash", title: t("audit.hash"), extra: true, phone: "hide", render: (entry) => <code>{entry.hash.slice(0, 12)}…</code> },
  ];
}

function Details({ details }: { details: Record<string, unknown> }) {
  const told = Object.entries(details).map(([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
  const text = told.join(" · ");
  return (
    <div className={styles.details} title={text}>
      {text}
    </div>
  );
}
