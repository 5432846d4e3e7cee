import { App, Button, Select } from "antd";
import { useState } from "react";

import { Loaded } from "@/kit/Loaded";
import { Panel } from "@/kit/Panel";
import { SmallTable } from "@/kit/SmallTable";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/Data.module.css";
import own from "@/rooms/data/events/Events.module.css";
import { commandOf } from "@/rooms/data/events/example";
import { type EventField, type EventType, useEventTypes } from "@/rooms/data/events/queries";

const FIRST = "order.placed";

/** For the people who connect other systems: a command that works, the fields of each type, and the rules. */
export function HowToSend() {
  return <Loaded query={useEventTypes()}>{(types) => <Types types={types} />}</Loaded>;
}

function Types({ types }: { types: EventType[] }) {
  const { t } = useTranslation("events");
  const [id, setId] = useState(FIRST);
  const type = types.find((one) => one.id === id) ?? types[0];
  if (!type) return null;
  return (
    <div className={styles.stack}>
      <Panel
        title={t("how.example")}
        about={type.meaning}
        actions={
          <Select
            showSearch
            aria-label={t("type")}
            optionFilterProp="label"
            value={type.id}
            options={types.map((one) => ({ value: one.id, label: `${one.name} · ${one.id}` }))}
            onChange={setId}
            className={own.types}
          />
        }
      >
        <Command type={type} />
      </Panel>
      <Panel flush title={t("how.fields")} about={<code>{type.id}</code>}>
        <FieldTable type={type} />
      </Panel>
      <Panel title={t("how.rules")}>
        <ul className={own.rules}>
          {(["key", "once", "version", "order", "batch", "answer"] as const).map((rule) => (
            <li key={rule}>{t(`how.rule.${rule}`)}</li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}

function Command({ type }: { type: EventType }) {
  const { t } = useTranslation("events");
  const { message } = App.useApp();
  const [now] = useState(() => `${new Date().toISOString().slice(0, 19)}Z`);
  const command = commandOf(type, globalThis.location.origin, now);
  const copy = async () => {
    // Without a secure context browsers do not let a page copy; the text can be selected.
    await navigator.clipboard?.writeText(command);
    if (navigator.clipboard) void message.success(t("how.copied"));
  };
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by key */}
      <pre className={own.raw} tabIndex={0}>
        <code>{command}</code>
      </pre>
      <Button size="small" onClick={() => void copy()}>
        {t("how.copy")}
      </Button>
    </>
  );
}

type Listed = EventField & { ofLine: boolean };

function FieldTable({ type }: { type: EventType }) {
  const { t } = useTranslation("events");
  const rows: Listed[] = [
    ...type.fields.map((field) => ({ ...field, ofLine: false })),
    ...type.lines.map((field) => ({ ...field, ofLine: true })),
  ];
  return (
    <SmallTable
      caption={t("how.fields")}
      rows={rows}
      keyOf={(field) => `${field.ofLine} ${field.name}`}
      columns={[
        { id: "name", title: t("field"), cell: nameOf },
        { id: "label", title: t("how.meaning"), cell: (field) => field.label },
        { id: "type", title: t("how.type"), cell: (field) => field.type },
        { id: "required", title: t("how.required"), cell: (field) => t(field.required ? "how.yes" : "how.no") },
      ]}
    />
  );
}

const nameOf = ({ name, ofLine }: Listed) => <code>{ofLine ? `lines[].${name}` : name}</code>;
