import { Loaded } from "@/kit/Loaded";
import { Opener } from "@/kit/Opener";
import { Panel } from "@/kit/Panel";
import { ReasonView } from "@/kit/ReasonView";
import { type SmallColumn, SmallTable } from "@/kit/SmallTable";
import { StageTag } from "@/kit/StageTag";
import { TierTag } from "@/kit/TierTag";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/customer/HistoryPanel.module.css";
import { type LedgerLine, useHistory } from "@/rooms/customer/queries";

/** The customer's ledger: every change of tier and stage, its cause, and the values that decided it. */
export function HistoryPanel({ id }: { id: string }) {
  const { t } = useTranslation("customer");
  const history = useHistory(id);
  const columns = useColumns();
  return (
    <Panel flush title={t("history.title")}>
      <Loaded query={history} lines={5}>
        {(lines) =>
          lines.length === 0 ? (
            <p className={styles.none}>{t("history.none")}</p>
          ) : (
            <SmallTable caption={t("history.title")} columns={columns} rows={lines} keyOf={keyOf} />
          )
        }
      </Loaded>
    </Panel>
  );
}

const keyOf = (line: LedgerLine): string => `${line.as_of} ${line.kind} ${line.from?.id} ${line.to?.id}`;

function useColumns(): SmallColumn<LedgerLine>[] {
  const { t } = useTranslation("customer");
  const formats = useFormats();
  return [
    { id: "day", title: t("history.day"), cell: (line) => formats.day(line.as_of) },
    { id: "change", title: t("history.change"), cell: (line) => <Change line={line} /> },
    { id: "cause", title: t("history.cause"), cell: (line) => <Because line={line} /> },
    { id: "by", title: t("history.byWhom"), spare: true, cell: (line) => line.by },
  ];
}

function Change({ line }: { line: LedgerLine }) {
  const { t } = useTranslation("customer");
  const Tag = line.kind === "stage" ? Stage : Tier;
  return (
    <span className={styles.change}>
      {line.kind !== "tier" && line.kind !== "stage" && t(`history.kinds.${line.kind}`)}
      {line.from ? <Tag value={line.from} /> : <span className={styles.first}>{t("history.first")}</span>}
      <span aria-hidden>→</span>
      <Tag value={line.to} />
    </span>
  );
}

type Place = LedgerLine["to"];

const Stage = ({ value }: { value: Place }) => <StageTag stage={value} />;
const Tier = ({ value }: { value: Place }) => <TierTag tier={value} />;

function Because({ line }: { line: LedgerLine }) {
  const reason = { rule: line.scheme, version: line.version, text: line.cause.text, inputs: line.inputs };
  return (
    <Opener className={styles.cause} content={<div className={styles.told}><ReasonView reason={reason} /></div>}>
      {line.cause.text}
    </Opener>
  );
}
