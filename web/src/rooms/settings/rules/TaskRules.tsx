import { Button, Select, Switch, Tag } from "antd";
import { useState } from "react";

import { Loaded } from "@/kit/Loaded";
import { useTranslation } from "@/locale/texts";
import { isOwn, NO_DRAFT, nextOwnId, ruleIds, wantedParts, wantedTrigger, withRule, withTrigger, type Draft } from "@/rooms/settings/rules/draft";
import { Publishing } from "@/rooms/settings/rules/Publishing";
import { useTaskRules, type RuleTrigger, type TaskRules as Answer } from "@/rooms/settings/rules/queries";
import { RuleDrawer } from "@/rooms/settings/rules/RuleDrawer";
import { Versions } from "@/rooms/settings/rules/Versions";
import styles from "@/rooms/settings/Settings.module.css";
import { useMay } from "@/session/session";
import type { Column } from "@/table/column";
import { RowTable } from "@/table/RowTable";

/** By which rules tasks are made and what is put first: changed here, tried, published with a reason, rolled back. */
export default function TaskRules() {
  return (
    <Loaded query={useTaskRules()} lines={12}>
      {/* What was being written belongs to the version that it was written on. */}
      {(answer) => <Book key={answer.version} answer={answer} />}
    </Loaded>
  );
}

function Book({ answer }: { answer: Answer }) {
  const { t } = useTranslation("rules");
  const [draft, setDraft] = useState<Draft>(NO_DRAFT);
  const [edited, setEdited] = useState<string | null>(null);
  const publishes = useMay()("schemes.publish");
  const editing = { answer, draft, closed: !publishes, onDraft: setDraft };
  return (
    <div className={styles.stack}>
      <p className={styles.faint}>{t("about", { version: answer.version })}</p>
      {!publishes && <p className={styles.faint}>{t("closed")}</p>}
      <Rules {...editing} onEdit={setEdited} />
      {publishes && (
        <div>
          <Button onClick={() => setEdited(nextOwnId(answer, draft))}>{t("add")}</Button>
        </div>
      )}
      <Triggers {...editing} />
      {publishes && <Publishing answer={answer} draft={draft} onDiscard={() => setDraft(NO_DRAFT)} />}
      <Versions answer={answer} />
      {edited && (
        <RuleDrawer
          key={edited}
          answer={answer}
          id={edited}
          parts={wantedParts(answer, draft, edited)}
          onKeep={(parts) => (setDraft(withRule(answer, draft, edited, parts)), setEdited(null))}
          onClose={() => setEdited(null)}
        />
      )}
    </div>
  );
}

type EditingProps = { answer: Answer; draft: Draft; closed: boolean; onDraft: (draft: Draft) => void };

function Rules({ answer, draft, closed, onDraft, onEdit }: EditingProps & { onEdit: (id: string) => void }) {
  const { t } = useTranslation("rules");
  const names = useNames();
  const shown = ruleIds(answer, draft).map((id) => ({ id, ...wantedParts(answer, draft, id) }));
  type Shown = (typeof shown)[number];
  const known = (id: string) => answer.rules.find((rule) => rule.id === id);
  const nameOf = ({ id, name }: Shown) => known(id)?.name ?? names(name);
  const columns: Column<Shown>[] = [
    {
      id: "on",
      title: t("on"),
      phone: "head",
      width: 70,
      render: (rule) => <Switch size="small" checked={rule.on} disabled={closed} aria-label={t("switch", { name: nameOf(rule) })} onChange={(on) => onDraft(withRule(answer, draft, rule.id, { on }))} />,
    },
    {
      id: "name",
      title: t("name"),
      phone: "head",
      render: (rule) => (
        <span className={styles.row}>
          {nameOf(rule)} {isOwn(rule.id) && <Tag>{t("own")}</Tag>} {draft.rules.some(({ id }) => id === rule.id) && <Tag color="blue">{t("changed")}</Tag>}
        </span>
      ),
    },
    { id: "when", title: t("condition"), render: ({ id, when }) => <span title={when}>{when === known(id)?.condition ? known(id)?.sentence : when}</span> },
    { id: "events", title: t("madeBy"), render: ({ events }) => events.map((id) => answer.words.events.find((event) => event.id === id)?.name ?? id).join(" · ") || t("begins") },
    { id: "due", title: t("due"), align: "right", width: 90, render: ({ due_days }) => t("days", { days: due_days }) },
    { id: "edit", title: t("actions"), width: 80, render: (rule) => <Button size="small" disabled={closed} aria-label={t("editOne", { name: nameOf(rule) })} onClick={() => onEdit(rule.id)}>{t("edit")}</Button> },
  ];
  return <RowTable<Shown> label={t("rules")} columns={columns} rows={shown} rowKey={({ id }) => id} />;
}

function Triggers({ answer, draft, closed, onDraft }: EditingProps) {
  const { t } = useTranslation("rules");
  const priorities = answer.words.priorities.map(({ id, name }) => ({ value: id, label: name }));
  const events = answer.words.events.map(({ id, name }) => ({ value: id, label: name }));
  const change = (id: string, parts: Parameters<typeof withTrigger>[3]) => onDraft(withTrigger(answer, draft, id, parts));
  const columns: Column<RuleTrigger>[] = [
    { id: "on", title: t("on"), phone: "head", width: 70, render: (one) => <Switch size="small" checked={wantedTrigger(draft, one).on ?? false} disabled={closed} aria-label={t("switch", { name: one.name })} onChange={(on) => change(one.id, { on })} /> },
    { id: "name", title: t("trigger"), phone: "head", render: ({ name, meaning }) => <span title={meaning}>{name}</span> },
    { id: "rule", title: t("puts"), render: ({ rule }) => rule.name },
    {
      id: "events",
      title: t("setOffBy"),
      render: (one) => <Select mode="multiple" size="small" className={styles.wide} disabled={closed} aria-label={t("eventsOf", { name: one.name })} value={wantedTrigger(draft, one).events ?? []} options={events} onChange={(chosen) => change(one.id, { events: chosen })} />,
    },
    {
      id: "begins",
      title: t("alsoBegins"),
      width: 120,
      // Of a rule that only events set off no condition is watched.
      render: (one) =>
        wantedParts(answer, draft, one.rule.id).events.length > 0 ? (
          t("never")
        ) : (
          <Switch size="small" checked={wantedTrigger(draft, one).begins ?? false} disabled={closed} aria-label={t("beginsOf", { name: one.name })} onChange={(begins) => change(one.id, { begins })} />
        ),
    },
    { id: "priority", title: t("priority"), width: 110, render: (one) => <Select size="small" disabled={closed} aria-label={t("priorityOf", { name: one.name })} value={wantedTrigger(draft, one).priority ?? undefined} options={priorities} onChange={(priority) => change(one.id, { priority })} /> },
  ];
  return (
    <section aria-labelledby="rule-triggers">
      <h2 id="rule-triggers" className={styles.part}>
        {t("triggers")}
      </h2>
      <p className={styles.faint}>{t("triggersAbout")}</p>
      <RowTable<RuleTrigger> label={t("triggers")} columns={columns} rows={answer.triggers} rowKey={({ id }) => id} />
    </section>
  );
}

/** A name in the language of the screen. */
function useNames(): (name: { zh: string; en: string }) => string {
  const { language } = useTranslation("rules");
  return ({ zh, en }) => (language === "en" ? en : zh);
}
