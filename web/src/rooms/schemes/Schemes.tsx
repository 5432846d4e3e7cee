import { Button } from "antd";
import { useState } from "react";
import { Link } from "react-router";

import { Loaded } from "@/kit/Loaded";
import { Day, Moment } from "@/kit/numbers";
import { PageHead } from "@/kit/PageHead";
import { Panel } from "@/kit/Panel";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import { NoteDialog } from "@/rooms/schemes/NoteDialog";
import { usePublications, useRollBack, useSchemes, type SchemeAnswer, type Version } from "@/rooms/schemes/queries";
import styles from "@/rooms/schemes/Schemes.module.css";
import { StateTag } from "@/rooms/schemes/StateTag";
import { useMay } from "@/session/session";
import type { Column } from "@/table/column";
import { RowTable } from "@/table/RowTable";

/** The schemes with all their versions: which one is in force, which wait for a colleague, what was published when. */
export default function Schemes() {
  const { t } = useTranslation("schemes");
  const schemes = useSchemes();
  const may = useMay();
  return (
    <>
      <PageHead title={t("title")} about={t("about")} actions={may("schemes.publish") && <RollBack />} />
      <div className={styles.room}>
        <div className={styles.main}>
          <Loaded query={schemes} page lines={12}>
            {(all) => all.map((scheme) => <OneScheme key={scheme.id} scheme={scheme} />)}
          </Loaded>
        </div>
        <Publications />
      </div>
    </>
  );
}

function OneScheme({ scheme }: { scheme: SchemeAnswer }) {
  const { t } = useTranslation("schemes");
  const newest = scheme.versions[0];
  const columns: Column<Version>[] = [
    { id: "version", title: t("version"), always: true, phone: "head", width: 90, render: (version) => <Link to={pathOf(version)}>{t("versionNo", { version: version.version })}</Link> },
    { id: "state", title: t("state"), width: 110, render: (version) => <StateTag version={version} /> },
    { id: "note", title: t("noteHead"), render: (version) => version.note || "–" },
    { id: "author", title: t("author"), width: 170, render: (version) => <Who name={version.author} at={version.created_at} /> },
    { id: "signed", title: t("signedBy"), width: 170, render: (version) => <Who name={version.signed_by} at={version.signed_at} /> },
    { id: "published", title: t("publishedBy"), width: 170, phone: "hide", render: (version) => <Who name={version.published_by} at={version.published_at} /> },
  ];
  return (
    <Panel
      flush
      title={scheme.name}
      about={t(`ladder.${scheme.ladder_kind}`)}
      actions={newest && <Link to={pathOf(newest)}>{t("open")}</Link>}
    >
      <RowTable label={scheme.name} columns={columns} rows={scheme.versions} rowKey={(version) => String(version.version)} />
    </Panel>
  );
}

const pathOf = ({ scheme_id, version }: Version) => `/schemes/${scheme_id}/${version}`;

function Who({ name, at }: { name: string | null; at: string | null }) {
  if (!name) return <span>–</span>;
  return (
    <span className={styles.who}>
      {name} <span className={styles.quiet}><Moment value={at} /></span>
    </span>
  );
}

function Publications() {
  const { t } = useTranslation("schemes");
  const publications = usePublications();
  return (
    <Panel title={t("publications")} about={t("publicationsAbout")}>
      <Loaded query={publications} lines={5}>
        {(all) => (
          <ol className={styles.timeline}>
            {all.map((one) => (
              <li key={one.at}>
                <Day value={one.at} /> <Link to={`/schemes/${one.scheme_id}/${one.version}`}>{one.name} {t("versionNo", { version: one.version })}</Link>
                <p className={styles.quiet}>{one.by}{one.note && ` · ${one.note}`}</p>
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </Panel>
  );
}

function RollBack() {
  const { t } = useTranslation("schemes");
  const [asking, setAsking] = useState(false);
  const tell = useTell();
  const rollBack = useRollBack();
  const go = (note: string) =>
    rollBack.mutate(note, {
      onSuccess: (kept) => (setAsking(false), tell.done(`${t("rolledBack", { version: kept.version })} ${kept.next_step}`)),
      onError: (error) => (setAsking(false), tell.failed(error)),
    });
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t("rollBack")}</Button>
      {asking && <NoteDialog title={t("rollBackAsk")} text={t("rollBackText")} yes={t("rollBack")} danger busy={rollBack.isPending} onYes={go} onNo={() => setAsking(false)} />}
    </>
  );
}
