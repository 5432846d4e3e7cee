import { PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select, Switch } from "antd";
import { useMemo, useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";

import { Empty } from "@/kit/Empty";
import { Loaded } from "@/kit/Loaded";
import { PageHead } from "@/kit/PageHead";
import { useFormats } from "@/locale/formats";
import { useTranslation } from "@/locale/texts";
import { Carriers } from "@/rooms/tags/Carriers";
import { chosenTags, mostCarriers, type TagChoice } from "@/rooms/tags/choosing";
import { useFamilies, useTags, type Family, type TagAnswer } from "@/rooms/tags/queries";
import { TagEditor } from "@/rooms/tags/TagEditor";
import styles from "@/rooms/tags/Tags.module.css";
import { useMay } from "@/session/session";
import type { Column } from "@/table/column";
import { RowTable } from "@/table/RowTable";
import { usePhone } from "@/theme/usePhone";

/** The catalogue of tags: what each means, how it is decided, how many carry it. */
export default function Tags() {
  const { t } = useTranslation("tags");
  const tags = useTags();
  const families = useFamilies();
  const may = useMay();
  const [making, setMaking] = useState(false);
  const navigate = useNavigate();
  return (
    <>
      <PageHead
        title={t("title")}
        about={tags.data && t("about", { count: tags.data.length })}
        actions={
          may("tags.write") && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
              {t("make")}
            </Button>
          )
        }
      />
      <Loaded query={tags} page lines={14}>
        {(all) => <Catalogue tags={all} families={families.data ?? []} />}
      </Loaded>
      {making && <TagEditor onClose={() => setMaking(false)} onSaved={(tag) => void navigate(`/tags/${tag.id}`)} />}
    </>
  );
}

function useChoice(): [TagChoice, (change: Partial<TagChoice>) => void] {
  const [parameters, setParameters] = useSearchParams();
  const choice = {
    family: parameters.get("family") ?? "",
    words: parameters.get("q") ?? "",
    carried: parameters.get("carried") === "1",
  };
  const choose = (change: Partial<TagChoice>) => {
    const { family, words, carried } = { ...choice, ...change };
    const next = { ...(family && { family }), ...(words && { q: words }), ...(carried && { carried: "1" }) };
    setParameters(next, { replace: true });
  };
  return [choice, choose];
}

function Catalogue({ tags, families }: { tags: TagAnswer[]; families: Family[] }) {
  const { t } = useTranslation("tags");
  const [choice, choose] = useChoice();
  const phone = usePhone();
  const shown = useMemo(() => chosenTags(tags, choice), [tags, choice]);
  const known = families.filter((family) => family.tags > 0);
  return (
    <div className={styles.catalogue}>
      {phone ? (
        <Select
          aria-label={t("families")}
          value={choice.family}
          onChange={(family) => choose({ family })}
          options={[{ value: "", label: t("allFamilies") }, ...known.map(({ id, name }) => ({ value: id, label: name }))]}
        />
      ) : (
        <FamilyRail families={known} all={tags.length} chosen={choice.family} onChoose={(family) => choose({ family })} />
      )}
      <div className={styles.list}>
        <div className={styles.tools}>
          <Input.Search
            className={styles.search}
            aria-label={t("search")}
            placeholder={t("search")}
            allowClear
            value={choice.words}
            onChange={(event) => choose({ words: event.target.value })}
          />
          <label className={styles.only}>
            <Switch size="small" checked={choice.carried} onChange={(carried) => choose({ carried })} />
            {t("carriedOnly")}
          </label>
          <span className={styles.purpose}>{known.find(({ id }) => id === choice.family)?.purpose}</span>
        </div>
        <TagTable tags={shown} />
      </div>
    </div>
  );
}

type FamilyRailProps = { families: Family[]; all: number; chosen: string; onChoose: (family: string) => void };

function FamilyRail({ families, all, chosen, onChoose }: FamilyRailProps) {
  const { t } = useTranslation("tags");
  const entries = [{ id: "", name: t("allFamilies"), tags: all }, ...families];
  return (
    <nav className={styles.rail} aria-label={t("families")}>
      {entries.map(({ id, name, tags }) => (
        <button key={id} type="button" aria-current={id === chosen ? "true" : undefined} onClick={() => onChoose(id)}>
          <span>{name}</span>
          <span className={styles.number}>{tags}</span>
        </button>
      ))}
    </nav>
  );
}

function TagTable({ tags }: { tags: TagAnswer[] }) {
  const { t } = useTranslation("tags");
  const formats = useFormats();
  const navigate = useNavigate();
  const most = mostCarriers(tags);
  const [sort, setSort] = useState<string | undefined>();
  const rows = useMemo(() => sorted(tags, sort), [tags, sort]);
  const columns: Column<TagAnswer>[] = [
    { id: "name", title: t("name"), always: true, phone: "head", width: 190, sort: "name", render: (tag) => <TagName tag={tag} /> },
    { id: "meaning", title: t("meaning"), render: (tag) => <span className={styles.meaning}>{tag.meaning}</span> },
    { id: "definition", title: t("definition"), phone: "hide", render: (tag) => <code className={styles.definition}>{tag.definition}</code> },
    {
      id: "carriers",
      title: t("carriers"),
      align: "right",
      width: 170,
      sort: "carriers",
      render: (tag) => <Carriers carriers={tag.carriers} most={most} share={formats.share(tag.share)} />,
    },
  ];
  return (
    <RowTable
      label={t("title")}
      columns={columns}
      rows={rows}
      rowKey={(tag) => tag.id}
      onOpen={(tag) => void navigate(`/tags/${tag.id}`)}
      sort={sort}
      onSort={setSort}
      empty={<Empty title={t("none")} text={t("noneNext")} />}
    />
  );
}

function TagName({ tag }: { tag: TagAnswer }) {
  const { t } = useTranslation("tags");
  return (
    <span className={styles.name}>
      <Link to={`/tags/${tag.id}`}>{tag.name}</Link>
      {tag.origin === "own" && <span className={styles.mark}>{t("own")}</span>}
      {tag.state === "retired" && <span className={styles.mark}>{t("retired")}</span>}
    </span>
  );
}

function sorted(tags: TagAnswer[], sort: string | undefined): TagAnswer[] {
  const sign = sort?.startsWith("-") ? -1 : 1;
  if (sort?.endsWith("carriers")) return tags.toSorted((a, b) => sign * ((a.carriers ?? -1) - (b.carriers ?? -1)));
  if (sort?.endsWith("name")) return tags.toSorted((a, b) => sign * a.name.localeCompare(b.name));
  return tags;
}
