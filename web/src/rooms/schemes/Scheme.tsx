import { App, Button, Select } from "antd";
import { useState } from "react";
import { Link, useLocation, useNavigate, useParams } from "react-router";

import { Problem } from "@/api/problem";
import { Loaded } from "@/kit/Loaded";
import { Moment } from "@/kit/numbers";
import { PageHead } from "@/kit/PageHead";
import { Panel } from "@/kit/Panel";
import { useTell } from "@/kit/useTell";
import { useTranslation } from "@/locale/texts";
import type { Definition } from "@/rooms/schemes/definition";
import { Deeds } from "@/rooms/schemes/Deeds";
import { NoteDialog } from "@/rooms/schemes/NoteDialog";
import { useDiff, useSaveDraft, useSchemes, useVersion, type VersionDetail } from "@/rooms/schemes/queries";
import { SchemeEditor } from "@/rooms/schemes/SchemeEditor";
import styles from "@/rooms/schemes/Schemes.module.css";
import { StateTag } from "@/rooms/schemes/StateTag";
import { useSchemeDraft, type SchemeDraft } from "@/rooms/schemes/useSchemeDraft";
import { useMay } from "@/session/session";

/** One version: what it says, in words and as an editor, who agreed, what changed, and the way to the next version. */
export default function Scheme() {
  const { id = "", version = "" } = useParams();
  const known = useVersion(id, Number(version));
  return (
    <Loaded query={known} page lines={14}>
      {(detail) => <Content key={`${detail.scheme_id} ${detail.version}`} detail={detail} />}
    </Loaded>
  );
}

function Content({ detail }: { detail: VersionDetail }) {
  const { t } = useTranslation("schemes");
  const may = useMay();
  const { state } = useLocation() as { state: { definition?: Definition } | null };
  const draft = useSchemeDraft(detail.definition as Definition, detail.text ?? "", state?.definition);
  const sentences = draft.forms?.valid ? draft.forms.sentences : detail.sentences;
  return (
    <>
      <PageHead
        title={`${detail.name} · ${t("versionNo", { version: detail.version })}`}
        about={<Standing detail={detail} />}
        actions={may("schemes.draft") && draft.changed ? <SaveDraft detail={detail} draft={draft} /> : <Deeds detail={detail} />}
      />
      <div className={styles.room}>
        <div className={styles.main}>
          {may("schemes.draft") ? <SchemeEditor draft={draft} /> : <Sentences sentences={detail.stage_sentences} title={t("stages.title")} />}
        </div>
        <div className={styles.side}>
          <Sentences sentences={sentences} title={t("inWords")} pending={draft.pending} />
          <Changes detail={detail} />
        </div>
      </div>
    </>
  );
}

function Standing({ detail }: { detail: VersionDetail }) {
  const { t } = useTranslation("schemes");
  return (
    <span className={styles.standing}>
      <StateTag version={detail} />
      <span>{t("draftedBy", { name: detail.author })} <Moment value={detail.created_at} /></span>
      {detail.signed_by && <span>{t("signedByName", { name: detail.signed_by })} <Moment value={detail.signed_at} /></span>}
      {detail.published_by && <span>{t("publishedByName", { name: detail.published_by })} <Moment value={detail.published_at} /></span>}
      {detail.note && <span>“{detail.note}”</span>}
    </span>
  );
}

function Sentences({ title, sentences, pending = false }: { title: string; sentences: string[]; pending?: boolean }) {
  return (
    <Panel title={title}>
      <ul className={`${styles.sentences} ${pending ? styles.pending : ""}`}>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Panel>
  );
}

/** What changed against another version of the same scheme. */
function Changes({ detail }: { detail: VersionDetail }) {
  const { t } = useTranslation("schemes");
  const schemes = useSchemes();
  const versions = schemes.data?.find(({ id }) => id === detail.scheme_id)?.versions ?? [];
  const others = versions.map(({ version }) => version).filter((version) => version !== detail.version);
  const [chosen, setChosen] = useState<number>();
  const against = chosen ?? detail.based_on ?? others.find((version) => version < detail.version) ?? others[0];
  const diff = useDiff(detail.scheme_id, against, detail.version);
  if (against === undefined) return null;
  return (
    <Panel
      title={t("changes")}
      actions={<Select size="small" aria-label={t("against")} value={against} options={others.map((version) => ({ value: version, label: t("versionNo", { version }) }))} onChange={setChosen} />}
    >
      <Loaded query={diff} lines={3}>
        {({ changes }) =>
          changes.length === 0 ? (
            <p className={styles.quiet}>{t("noChanges")}</p>
          ) : (
            <ul className={styles.sentences}>
              {changes.map((change) => (
                <li key={change}>{change}</li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

/** Keeps what was written as the next version. Where a colleague was faster nothing is overwritten: both can be seen. */
function SaveDraft({ detail, draft }: { detail: VersionDetail; draft: SchemeDraft }) {
  const { t } = useTranslation("schemes");
  const [asking, setAsking] = useState(false);
  const { modal } = App.useApp();
  const tell = useTell();
  const navigate = useNavigate();
  const save = useSaveDraft();
  const schemes = useSchemes();
  const newest = schemes.data?.find(({ id }) => id === detail.scheme_id)?.versions[0]?.version ?? detail.version;
  // Who changes an older version on purpose has seen, when beginning, that there are newer ones.
  const [begunOver] = useState(newest);

  const keep = (note: string, basedOn = begunOver) =>
    save.mutate(
      { definition: draft.definition, note, basedOn },
      {
        onSuccess: (kept) => (tell.done(t("draftKept")), void navigate(`/schemes/${kept.scheme_id}/${kept.version}`)),
        onError: (error) => (setAsking(false), refused(error, note)),
      },
    );
  const refused = (error: Error, note: string) => {
    if (!(error instanceof Problem) || error.code !== "stale") return tell.failed(error);
    const version = Number(error.where.version);
    modal.confirm({
      title: error.message,
      content: (
        <>
          <p>{t("stale.text")}</p>
          <a href={`/schemes/${detail.scheme_id}/${version}`} target="_blank" rel="noreferrer">
            {t("stale.look", { version })}
          </a>
        </>
      ),
      okText: t("stale.onTop", { version: version + 1 }),
      cancelText: t("stale.keepEditing"),
      onOk: () => keep(note, version),
    });
  };
  return (
    <>
      <Button onClick={draft.reset}>{t("discard")}</Button>
      <Link to="/what-if" state={{ definition: draft.definition }}>
        <Button tabIndex={-1} disabled={!draft.valid}>{t("try")}</Button>
      </Link>
      <Button type="primary" disabled={!draft.valid || draft.pending} onClick={() => setAsking(true)}>{t("saveDraft")}</Button>
      {asking && <NoteDialog title={t("saveDraftAsk")} yes={t("saveDraft")} busy={save.isPending} onYes={(note) => keep(note)} onNo={() => setAsking(false)} />}
    </>
  );
}
