import { Input, Tag, Tooltip } from "antd";
import { useSearchParams } from "react-router";

import { Empty } from "@/kit/Empty";
import { Loaded } from "@/kit/Loaded";
import { Panel } from "@/kit/Panel";
import { type SmallColumn, SmallTable } from "@/kit/SmallTable";
import { useTranslation } from "@/locale/texts";
import styles from "@/rooms/data/Data.module.css";
import { searched } from "@/rooms/data/dictionary";
import { type DictionaryColumn, type DictionaryEntity, useDictionary } from "@/rooms/data/queries";

const MOST_CHOICES = 8;

/** What every column means: the data standard, to be searched by name, meaning, value or header. */
export function Dictionary() {
  const { t } = useTranslation("data");
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.get("q") ?? "";
  return (
    <>
      <div className={styles.tools}>
        <Input.Search
          allowClear
          aria-label={t("dictionary.search")}
          placeholder={t("dictionary.search")}
          defaultValue={text}
          onChange={(event) => setParameters(event.target.value ? { q: event.target.value } : {}, { replace: true })}
          style={{ maxWidth: 360 }}
        />
      </div>
      <Loaded query={useDictionary()} lines={14}>
        {(dictionary) => <Entities entities={searched(dictionary, text)} />}
      </Loaded>
    </>
  );
}

function Entities({ entities }: { entities: DictionaryEntity[] }) {
  const { t } = useTranslation("data");
  if (entities.length === 0) return <Empty title={t("dictionary.nothing")} />;
  return (
    <div className={styles.stack}>
      {entities.map((entity) => (
        <EntityPanel key={entity.entity} entity={entity} />
      ))}
    </div>
  );
}

function EntityPanel({ entity }: { entity: DictionaryEntity }) {
  const { t } = useTranslation("data");
  const about = `${t("dictionary.grain", { grain: entity.grain })} · ${t("dictionary.owner", { owner: entity.owner })} · ${t("dictionary.found", { n: entity.columns.length })}`;
  const columns = useColumns();
  return (
    <Panel flush title={entity.name} about={about}>
      <SmallTable
        caption={entity.name}
        rows={entity.columns}
        keyOf={(column) => column.id}
        columns={columns}
      />
    </Panel>
  );
}

function Name({ column }: { column: DictionaryColumn }) {
  const { t } = useTranslation("data");
  const words = column.synonyms.length ? t("dictionary.words", { words: column.synonyms.join(" · ") }) : undefined;
  return (
    <Tooltip title={words}>
      <span className={styles.name}>
        <b>{column.name}</b> <code className={styles.quiet}>{column.id}</code>
        <span className={styles.marks}>
          {column.key && <Tag>{t("dictionary.key")}</Tag>}
          {column.required && <Tag>{t("dictionary.required")}</Tag>}
          {column.personal && <Tag>{t("dictionary.personal")}</Tag>}
        </span>
      </span>
    </Tooltip>
  );
}

const typed = (column: DictionaryColumn) => (column.unit ? `${column.type_name} · ${column.unit}` : column.type_name);

function Values({ column }: { column: DictionaryColumn }) {
  const { t } = useTranslation("data");
  const { choices, low, high } = column;
  const shown = choices.slice(0, MOST_CHOICES).map((choice) => choice.name);
  const more = choices.length - shown.length;
  if (choices.length) {
    return (
      <Tooltip title={more > 0 ? choices.map((choice) => `${choice.name} (${choice.id})`).join(" · ") : undefined}>
        <span className={styles.wrapping}>
          {shown.join(" · ")} {more > 0 && <span className={styles.quiet}>{t("dictionary.more", { n: more })}</span>}
        </span>
      </Tooltip>
    );
  }
  if (low !== null && high !== null) return <>{t("dictionary.between", { low, high })}</>;
  if (low !== null) return <>{t("dictionary.least", { low })}</>;
  return <>{high === null ? "" : t("dictionary.most", { high })}</>;
}

function useColumns(): SmallColumn<DictionaryColumn>[] {
  const { t } = useTranslation("data");
  return [
    { id: "name", title: t("dictionary.field"), cell: (column) => <Name column={column} /> },
    { id: "type", title: t("dictionary.type"), spare: true, cell: (column) => typed(column) },
    { id: "meaning", title: t("dictionary.meaning"), cell: (column) => <span className={styles.wrapping}>{column.meaning}</span> },
    { id: "values", title: t("dictionary.values"), spare: true, cell: (column) => <Values column={column} /> },
  ];
}
