import { Button } from "antd";
import { useMemo, useState } from "react";
import { Link, useParams } from "react-router";

import { Bars } from "@/charts/Bars";
import { Lines } from "@/charts/Lines";
import { CountsLine } from "@/condition/CountsLine";
import { useConfirm } from "@/kit/Confirm";
import { Empty } from "@/kit/Empty";
import { Figure, Figures } from "@/kit/Figure";
import { Loaded } from "@/kit/Loaded";
import { PageHead } from "@/kit/PageHead";
import { Panel } from "@/kit/Panel";
import { useTell } from "@/kit/useTell";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { Dependencies } from "@/rooms/tags/Dependencies";
import { useRetireTag, useTag, type TagDetail } from "@/rooms/tags/queries";
import { TagEditor } from "@/rooms/tags/TagEditor";
import styles from "@/rooms/tags/Tags.module.css";
import { useMay } from "@/session/session";

/** One tag from all sides: what it means, who carries it, how that went, what it rests on and what rests on it. */
export default function Tag() {
  const { id = "" } = useParams();
  const tag = useTag(id);
  return (
    <Loaded query={tag} page lines={10}>
      {(known) => <Content key={known.id} tag={known} />}
    </Loaded>
  );
}

function Content({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation("tags");
  return (
    <>
      <PageHead
        title={tag.name}
        about={
          <>
            <Link className={styles.underlined} to={`/tags?family=${tag.family.id}`}>{tag.family.name}</Link> · {tag.meaning}
          </>
        }
        actions={<Actions tag={tag} />}
      />
      <div className={styles.page}>
        <Definition tag={tag} />
        <Carried tag={tag} />
        <Trend tag={tag} />
        <Types tag={tag} />
        <Panel title={t("relations")} about={t("relationsAbout")} className={styles.wide}>
          <Dependencies tag={tag} />
        </Panel>
      </div>
    </>
  );
}

function Actions({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation("tags");
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const confirm = useConfirm();
  const tell = useTell();
  const retire = useRetireTag();
  const ask = async () => {
    const question = { title: t("retireAsk", { name: tag.name }), text: t("retireText"), yes: t("retire"), danger: true };
    if (await confirm(question)) retire.mutate(tag.id, { onSuccess: () => tell.done(t("retiredNow")), onError: tell.failed });
  };
  if (tag.origin !== "own" || !may("tags.write")) return null;
  return (
    <>
      {tag.state === "active" && (
        <Button danger loading={retire.isPending} onClick={() => void ask()}>
          {t("retire")}
        </Button>
      )}
      <Button type="primary" onClick={() => setEditing(true)}>
        {tag.state === "retired" ? t("revive") : t("edit")}
      </Button>
      {editing && <TagEditor tag={tag} onClose={() => setEditing(false)} onSaved={() => undefined} />}
    </>
  );
}

function Definition({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation("tags");
  const formats = useFormats();
  return (
    <Panel title={t("definition")} className={styles.half}>
      <p>{tag.sentence}</p>
      <pre className={styles.code}>{tag.definition}</pre>
      <dl className={styles.facts}>
        <dt>{t("id")}</dt>
        <dd><code>{tag.id}</code></dd>
        <dt>{t("version")}</dt>
        <dd>{tag.version}</dd>
        <dt>{t("owner")}</dt>
        <dd>{tag.origin === "own" ? tag.owner : t("shipped")}</dd>
        <dt>{t("refresh")}</dt>
        <dd>{t(`refreshed.${tag.refresh}`)}</dd>
        {tag.changed_at && (
          <>
            <dt>{t("changed")}</dt>
            <dd>{tag.changed_by} · {formats.moment(tag.changed_at)}</dd>
          </>
        )}
      </dl>
      {tag.rare && <p className={styles.quiet}>{tag.rare}</p>}
    </Panel>
  );
}

function Carried({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation("tags");
  const waiting = tag.state === "active" && tag.carriers === null;
  const customers = `/customers?${new URLSearchParams(waiting ? [["where", tag.where.text_en ?? ""]] : [["tag", tag.id]])}`;
  return (
    <Panel
      title={t("carriers")}
      className={styles.half}
      actions={tag.state === "active" && <Link to={customers}>{t("seeCustomers")}</Link>}
    >
      {tag.state === "retired" ? (
        <Empty title={t("retired")} text={t("retiredText")} />
      ) : (
        <div className={styles.base}>
          {waiting && <p className={styles.notice}>{t("waiting")}</p>}
          <Figures>
            <Figure name={t("carriers")} value={tag.counts.matched} asOf={tag.counts.as_of} to={customers} />
            <Figure name={t("share")} kind="ratio" value={tag.counts.total ? tag.counts.matched / tag.counts.total : null} />
            <Figure name={t("spend")} kind="money" value={tag.spend_365d} />
          </Figures>
          <CountsLine counts={tag.counts} />
        </div>
      )}
    </Panel>
  );
}

function Trend({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation("tags");
  const formats = useFormats();
  const times = useMemo(() => tag.trend.map((day) => day.as_of), [tag.trend]);
  const lines = useMemo(() => [{ id: tag.id, name: tag.name, values: tag.trend.map((day) => day.carriers) }], [tag]);
  return (
    <Panel title={t("trend")} about={t("trendAbout")} className={styles.half}>
      {tag.trend.length < 2 ? (
        <p className={styles.quiet}>{t("trendNone")}</p>
      ) : (
        <Lines label={t("trend")} head={t("day")} times={times} lines={lines} write={(value) => formats.number(value, 0)} height={200} />
      )}
    </Panel>
  );
}

const MOST_TYPES = 12;

function Types({ tag }: { tag: TagDetail }) {
  const { t } = useTranslation("tags");
  const formats = useFormats();
  const shown = useMemo(() => tag.types.slice(0, MOST_TYPES), [tag.types]);
  const bars = useMemo(
    () => shown.map(({ id, name }) => ({ id, name, to: `/customers?${new URLSearchParams({ tag: tag.id, type: id })}` })),
    [shown, tag.id],
  );
  const series = useMemo(() => [{ id: "customers", name: t("carriers"), values: shown.map((type) => type.customers) }], [shown, t]);
  return (
    <Panel title={t("types")} className={styles.half}>
      {shown.length === 0 ? (
        <p className={styles.quiet}>{t("nobody")}</p>
      ) : (
        <Bars label={t("types")} head={t("type")} bars={bars} series={series} write={(value) => formats.number(value, 0)} horizontal height={Math.max(120, 26 * shown.length + 24)} />
      )}
    </Panel>
  );
}
